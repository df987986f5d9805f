import type { VipMeasurement } from '../core/drill.ts';
import { markup, type Markup } from './markup.ts';
import { at } from './svg-plot.ts';

interface Lane {
  x: (ms: number) => number;
  y: number;
  height: number;
  /** Id of the pattern that failed probes are filled with. */
  pattern: string;
}

type Kind = 'answered' | 'mixed' | 'failed';

interface Run {
  kind: Kind;
  from: number;
  to: number;
}

/** Probes that stand closer than this are one bar: there are hundreds. */
const binWidth = 2;

/** Height tells as much as colour: answered low, some lost half, all lost full and hatched. */
const heights: Record<Kind, number> = { answered: 0.22, mixed: 0.6, failed: 1 };

export function probeLane(vip: VipMeasurement, lane: Lane): Markup {
  const bars = runs(vip, lane.x).map(({ kind, from, to }) => {
    const height = lane.height * heights[kind];
    const fill = kind === 'failed' ? markup` fill="url(#${lane.pattern})"` : '';
    return markup`<rect class="${kind}"${fill} x="${at(from)}" y="${at(lane.y + lane.height - height)}" width="${at(to - from)}" height="${at(height)}"/>`;
  });
  return markup`<g>${bars}</g>`;
}

/** Neighbouring bins of one kind are one run. Where probes are rarer than bins, a run reaches to the next probe. */
function runs(vip: VipMeasurement, x: (ms: number) => number): Run[] {
  const bins = new Map<number, { answered: number; failed: number }>();
  for (const { at: began, error } of vip.probes) {
    const bin = Math.floor(x(began) / binWidth);
    const count = bins.get(bin) ?? { answered: 0, failed: 0 };
    count[error === null ? 'answered' : 'failed'] += 1;
    bins.set(bin, count);
  }
  const found: Run[] = [];
  const reach = Math.max(binWidth, x(vip.probeEveryMs) - x(0)) + binWidth;
  for (const [bin, { answered, failed }] of [...bins].sort(([a], [b]) => a - b)) {
    const kind = failed === 0 ? 'answered' : answered === 0 ? 'failed' : 'mixed';
    const from = bin * binWidth;
    const last = found.at(-1);
    if (last !== undefined && from - last.to <= reach) last.to = from;
    if (last?.kind === kind && last.to === from) last.to = from + binWidth;
    else found.push({ kind, from, to: from + binWidth });
  }
  return found;
}
