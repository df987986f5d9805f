import type { VipMeasurement } from './drill.ts';

/** In milliseconds of the drill. */
export interface Span {
  from: number;
  to: number;
}

/** Stretches in which no probe was answered: from the end of the last answer to the end of the next. */
export function failedRuns(probes: VipMeasurement['probes']): Span[] {
  const runs: Span[] = [];
  let since: number | null = null;
  let ended = probes[0]?.at ?? 0;
  for (const { at, ms, error } of probes) {
    if (error !== null) since ??= ended;
    else if (since !== null) {
      runs.push({ from: since, to: at + ms });
      since = null;
    }
    if (since === null) ended = at + ms;
  }
  const last = probes.at(-1);
  return since === null || last === undefined
    ? runs
    : [...runs, { from: since, to: last.at + last.ms }];
}

/** The outage that a measurement tells of: the longest of its failed runs. */
export function outageSpan(vip: VipMeasurement): Span | null {
  return failedRuns(vip.probes).reduce<Span | null>(
    (longest, run) =>
      longest === null || run.to - run.from > longest.to - longest.from ? run : longest,
    null,
  );
}

/** A host that hears a better one lets go only then: so much overlap is the protocol's own, and within clock errors. */
const handoverMs = 100;

/** When two hosts held the VIP, handovers apart. */
export function twoHolderSpans({ holders }: VipMeasurement, endMs: number): Span[] {
  return holders.flatMap((a, i) =>
    holders.slice(i + 1).flatMap((b) => {
      const from = Math.max(a.from, b.from);
      const to = Math.min(a.to ?? endMs, b.to ?? endMs);
      return a.host !== b.host && to - from > handoverMs ? [{ from, to }] : [];
    }),
  );
}
