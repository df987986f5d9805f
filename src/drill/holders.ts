import type { NodeEvent } from './node-events.ts';

/** From when to when an address could be reached on a host; `to` null: to the end. */
export interface Span {
  host: string;
  from: number;
  to: number | null;
}

/**
 * The spans in which this host held the address: it is on an interface, and the link of that interface is up (an
 * address on a dead link is nobody's rival). The recorder may begin again after a boot: its new list is the truth.
 * Pure; `events` in order.
 */
export function spansOn(host: string, address: string, events: NodeEvent[]): Span[] {
  const spans: Span[] = [];
  const on = new Set<string>();
  const linksUp = new Set<string>();
  for (const event of events) {
    switch (event.event) {
      case 'listed':
        reset(linksUp, event.linksUp);
        reset(
          on,
          event.addresses.filter((one) => one.address === address).map((one) => one.interface),
        );
        break;
      case 'address':
        if (event.address === address) toggle(on, event.interface, event.there);
        break;
      case 'link':
        toggle(linksUp, event.interface, event.up);
        break;
      case 'dark':
        on.clear();
        break;
      case 'fault':
      case 'undo':
      case 'said':
        continue;
    }
    note(spans, { host, at: event.at, held: [...on].some((name) => linksUp.has(name)) });
  }
  return spans;
}

function note(spans: Span[], { host, at, held }: { host: string; at: number; held: boolean }) {
  const open = spans.at(-1)?.to === null ? spans.at(-1) : undefined;
  if (held && open === undefined) spans.push({ host, from: at, to: null });
  if (!held && open !== undefined) open.to = at;
}

function toggle(set: Set<string>, name: string, there: boolean): void {
  if (there) set.add(name);
  else set.delete(name);
}

function reset(set: Set<string>, names: string[]): void {
  set.clear();
  for (const name of names) set.add(name);
}

/** How long, between two times, the number of hosts that hold it satisfies this. Pure. */
export function heldFor(
  spans: Span[],
  { from, to }: { from: number; to: number },
  wanted: (holders: number) => boolean,
): number {
  const clipped = spans
    .map((span) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to ?? to) }))
    .filter((span) => span.from < span.to);
  const edges = [from, ...clipped.flatMap((span) => [span.from, span.to]), to].sort(
    (a, b) => a - b,
  );
  return edges.slice(1).reduce((total, edge, index) => {
    const before = edges[index] ?? edge;
    const holders = clipped.filter((span) => span.from <= before && span.to >= edge).length;
    return edge > before && wanted(holders) ? total + edge - before : total;
  }, 0);
}
