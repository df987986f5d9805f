/** Up to which transaction of each domain somebody has come: "1-1-42,2-2-7". */
export type Position = ReadonlyMap<number, number>;

/** The highest sequence number of each domain; what is no GTID is left out. */
function positionOf(text: string): Position {
  const position = new Map<number, number>();
  for (const one of text.split(',')) {
    const [, domain, sequence] = /^\s*(\d+)-\d+-(\d+)\s*$/.exec(one) ?? [];
    if (domain === undefined || sequence === undefined) continue;
    const key = Number(domain);
    position.set(key, Math.max(position.get(key) ?? 0, Number(sequence)));
  }
  return position;
}

/**
 * What a node has: what it has logged, and what it has got from its peer, be it by a copy. Of its own domain only what it
 * has logged: what it has lost, it skips when it comes back, and calls it applied.
 */
export function knownOf(of: { logged: string; applied: string; own: number }): Position {
  const known = new Map(positionOf(of.logged));
  for (const [domain, sequence] of positionOf(of.applied)) {
    if (domain !== of.own) known.set(domain, Math.max(known.get(domain) ?? 0, sequence));
  }
  return known;
}

export function sequenceIn(position: Position, domain: number): number {
  return position.get(domain) ?? 0;
}
