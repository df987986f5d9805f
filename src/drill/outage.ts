/** One request: when it was begun, how long it took, why it was not answered. Milliseconds. */
export interface ProbeResult {
  at: number;
  ms: number;
  error: string | null;
}

/** An answer that took longer than this and its neighbours had to wait for something: that is an outage too, if a short one. */
const WAITED_MS = 500;

/** A balancer asks its servers about as often: shorter pauses are those in which others were asked. */
const CALM_MS = 1_000;

export interface Outage {
  from: number;
  to: number;
}

/**
 * From the end of the last answer to the end of the first that came again; the longest such gap in which a probe was
 * not answered, or had to wait. Null where there is none. A VIP that never answers again is out to `end`. Pure.
 */
export function longestOutage(probes: ProbeResult[], end: number): Outage | null {
  const first = Math.min(...probes.map(({ at }) => at));
  const answers = probes.flatMap(({ at, ms, error }) => (error === null ? [at + ms] : []));
  const edges = [first, ...answers.sort((a, b) => a - b), end];
  const bad = probes.filter(({ ms, error }) => error !== null || ms > WAITED_MS);
  let longest: Outage | null = null;
  for (let index = 1; index < edges.length; index += 1) {
    const gap = { from: edges[index - 1] ?? first, to: edges[index] ?? end };
    const length = gap.to - gap.from;
    if (length <= (longest === null ? 0 : longest.to - longest.from)) continue;
    // Answers that waited end together: the gap that they waited through lies wholly inside of them.
    if (bad.some((one) => isIn(one, gap))) longest = gap;
  }
  return longest;
}

/**
 * Where one of several servers is gone, others answer in between: from the first request that was lost to the first
 * after which none was. While the fault lasts all that is lost is one outage; after its end an outage lasts until for
 * CALM_MS nothing was lost. The longest; null where nothing was lost since the fault. Pure.
 */
export function wholeOutage(probes: ProbeResult[], fault: Outage, end: number): Outage | null {
  const outages: Outage[] = [];
  for (const [index, { at, ms, error }] of probes.entries()) {
    if (error === null || at + ms <= fault.from) continue;
    const to = probes[index + 1]?.at ?? end;
    const last = outages.at(-1);
    if (last !== undefined && (at < fault.to || at - last.to < CALM_MS)) last.to = to;
    else outages.push({ from: at, to });
  }
  return outages.reduce<Outage | null>(longer, null);
}

export function longer(one: Outage | null, other: Outage | null): Outage | null {
  return lengthOf(other) > lengthOf(one) ? other : one;
}

function lengthOf(outage: Outage | null): number {
  return outage === null ? 0 : outage.to - outage.from;
}

/** Not answered: begun in it. Answered late: it was waiting all through it. */
function isIn({ at, ms, error }: ProbeResult, { from, to }: Outage): boolean {
  if (error !== null) return at < to && at + ms > from;
  return to - from > WAITED_MS && at < to && at + ms >= to;
}
