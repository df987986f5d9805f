import type { DrillScale } from './drill-scale.ts';

export interface Tick {
  x: number;
  /** Seconds after the fault: "0", "2.5 s", "−1 s". */
  label: string;
}

const steps = [100, 200, 500, 1e3, 2e3, 5e3, 10e3, 20e3, 30e3, 60e3, 120e3, 300e3, 600e3];

/** Round times on the axis, at least `distance` apart; each stretch has the step that its length allows. */
export function drillTicks(scale: DrillScale, origin: number, distance: number): Tick[] {
  const ticks: Tick[] = [];
  for (const { from, to, start, end, cut } of scale.stretches) {
    const perMs = (end - start) / Math.max(1, to - from);
    const step = steps.find((ms) => ms * perMs >= distance);
    if (cut || step === undefined) continue;
    for (let k = Math.ceil((from - origin) / step); origin + k * step <= to; k++) {
      const x = scale.at(origin + k * step);
      const last = ticks.at(-1);
      if (last === undefined || x - last.x >= distance) ticks.push({ x, label: seconds(k * step) });
    }
  }
  return ticks;
}

function seconds(ms: number): string {
  if (ms === 0) return '0';
  const text = `${Number((Math.abs(ms) / 1000).toFixed(1))} s`;
  return ms < 0 ? `−${text}` : text;
}
