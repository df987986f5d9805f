/** One request: when it was begun, how long it took, why it was not answered. Milliseconds. */
export interface ProbeResult {
  at: number;
  ms: number;
  error: string | null;
}

/** An answer that took longer than this and its neighbours had to wait for something: that is an outage too, if a short one. */
const WAITED_MS = 500;

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
 * after which none was, of those that a fault met. What is lost before it or after its end is an outage of its own. Pure.
 */
export function wholeOutage(probes: ProbeResult[], fault: Outage): Outage | null {
  const met = probes.filter(({ at, ms }) => at < fault.to && at + ms > fault.from);
  const first = met.find(({ error }) => error !== null);
  const last = met.findLastIndex(({ error }) => error !== null);
  if (first === undefined) return null;
  return { from: first.at, to: met[last + 1]?.at ?? fault.to };
}

/** Not answered: begun in it. Answered late: it was waiting all through it. */
function isIn({ at, ms, error }: ProbeResult, { from, to }: Outage): boolean {
  if (error !== null) return at < to && at + ms > from;
  return to - from > WAITED_MS && at < to && at + ms >= to;
}
