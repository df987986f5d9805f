import type { DrillReport } from './drill.ts';
import { failedRuns } from './drill-spans.ts';

/** A part of a drill, in its milliseconds, and where it is drawn. `cut`: nothing happens in it, it is drawn as a break. */
export interface Stretch {
  from: number;
  to: number;
  cut: boolean;
  start: number;
  end: number;
}

/** Where an instant of a drill is drawn. */
export interface DrillScale {
  stretches: Stretch[];
  at(ms: number): number;
}

/** What is left of a break at either side, so that one sees what comes before and after it. */
const marginMs = 1000;
const shortestCutMs = 5000;

/**
 * A linear scale of the given width, in which long stretches without events are cut out: a node boots for
 * minutes, and what matters are the seconds around its death and its return.
 */
export function drillScale(report: DrillReport, width: number, cutWidth: number): DrillScale {
  const parts = cutOut(instantsOf(report));
  const shown = parts.filter(({ cut }) => !cut).reduce((sum, { from, to }) => sum + to - from, 0);
  const cuts = parts.filter(({ cut }) => cut).length;
  const perMs = (width - cuts * cutWidth) / Math.max(1, shown);
  let x = 0;
  const stretches = parts.map(({ from, to, cut }) => {
    const start = x;
    x += cut ? cutWidth : (to - from) * perMs;
    return { from, to, cut, start, end: x };
  });
  return { stretches, at: (ms) => place(stretches, ms) };
}

function place(stretches: Stretch[], ms: number): number {
  const stretch = stretches.find(({ to }) => ms <= to) ?? stretches.at(-1);
  if (stretch === undefined) return 0;
  const { from, to, start, end } = stretch;
  const part = to === from ? 0 : Math.min(1, Math.max(0, (ms - from) / (to - from)));
  return start + part * (end - start);
}

interface Part {
  from: number;
  to: number;
  cut: boolean;
}

/** Cuts the longest pause while it is more than a third of what is drawn. */
function cutOut(instants: number[]): Part[] {
  const first = instants[0] ?? 0;
  const pauses = instants
    .slice(1)
    .map((to, i) => ({ from: (instants[i] ?? 0) + marginMs, to: to - marginMs }))
    .sort((a, b) => b.to - b.from - (a.to - a.from));
  let shown = (instants.at(-1) ?? 0) - first;
  const cuts: Part[] = [];
  for (const { from, to } of pauses) {
    if (to - from < shortestCutMs || to - from < shown / 3) break;
    shown -= to - from;
    cuts.push({ from, to, cut: true });
  }
  cuts.sort((a, b) => a.from - b.from);
  const parts: Part[] = [];
  let from = first;
  for (const cut of cuts) {
    parts.push({ from, to: cut.from, cut: false }, cut);
    from = cut.to;
  }
  return [...parts, { from, to: Math.max(from, instants.at(-1) ?? 0), cut: false }];
}

/** When anything happened, in order, with the beginning and the end of the drill. */
function instantsOf(report: DrillReport): number[] {
  const fault = report.fault;
  const instants = [
    0,
    report.durationMs,
    ...report.marks.map(({ at }) => at),
    ...(fault === null ? [] : [fault.at, fault.undoneAt ?? fault.at]),
    ...report.vips.flatMap(({ holders, bound, ...vip }) => [
      ...holders.flatMap(({ from, to }) => [from, to ?? report.durationMs]),
      ...(fault === null ? [] : [fault.at + bound.outageMs]),
      ...failedRuns(vip.probes).flatMap(({ from, to }) => [from, to]),
    ]),
  ];
  const inside = instants.filter((at) => at >= 0 && at <= report.durationMs);
  return [...new Set(inside)].sort((a, b) => a - b);
}
