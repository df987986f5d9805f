import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DrillReport } from '../../../src/core/drill.ts';
import { figure, sinceFault } from '../../../src/core/drill-figures.ts';
import { drillScale } from '../../../src/core/drill-scale.ts';
import { failedRuns, outageSpan, twoHolderSpans } from '../../../src/core/drill-spans.ts';
import { drillTicks } from '../../../src/core/drill-ticks.ts';
import { failed, haproxyStopped, reboot, splitBrain } from '../report/fixtures.ts';

test('what nothing happens in is cut out, seconds around an event are not', () => {
  const { stretches } = drillScale(reboot, 800, 14);
  expect(stretches.map(({ from, to, cut }) => [from, to, cut])).toEqual([
    [0, 5998, false],
    [5998, 51_300, true],
    [51_300, 74_000, false],
  ]);
  expect(drillScale(haproxyStopped, 800, 14).stretches).toHaveLength(1);
});

const instant = fc.integer({ min: 0, max: 400_000 });
const anyDrill = fc
  .record({
    durationMs: instant,
    fault: instant,
    marks: fc.array(instant, { maxLength: 8 }),
    outageMs: fc.oneof(instant, fc.constant(Infinity)),
  })
  .map(({ durationMs, fault, marks, outageMs }): DrillReport => {
    const first = haproxyStopped.vips.map((vip) => ({
      ...vip,
      probes: [],
      holders: [],
      bound: { ...vip.bound, outageMs },
    }));
    return {
      ...haproxyStopped,
      durationMs,
      fault: { at: fault, undoneAt: null },
      vips: first,
      marks: marks.map((at) => ({ at, kind: 'detect', text: '' })),
    };
  });

test('the scale never runs backwards, fills its width, and loses no event in a cut', () => {
  fc.assert(
    fc.property(anyDrill, fc.array(instant), (drill, times) => {
      const scale = drillScale(drill, 800, 10);
      const places = [...times, 0, drill.durationMs]
        .sort((a, b) => a - b)
        .map((ms) => scale.at(ms));
      places.forEach((x, i) => {
        expect(x).toBeGreaterThanOrEqual(places[i - 1] ?? 0);
        expect(x).toBeLessThanOrEqual(800.001);
      });
      if (drill.durationMs > 0) expect(scale.at(drill.durationMs)).toBeCloseTo(800, 3);
      const cuts = scale.stretches.filter(({ cut }) => cut);
      for (const { at } of drill.marks) {
        if (at > drill.durationMs) continue;
        expect(cuts.some(({ from, to }) => at > from && at < to)).toBe(false);
      }
    }),
  );
});

test('ticks are round, in order, apart, and none lies in a cut', () => {
  fc.assert(
    fc.property(anyDrill, (drill) => {
      const scale = drillScale(drill, 800, 10);
      const ticks = drillTicks(scale, drill.fault?.at ?? 0, 60);
      ticks.forEach(({ x }, i) => {
        if (i > 0) expect(x - (ticks[i - 1]?.x ?? 0)).toBeGreaterThanOrEqual(60);
        const inside = scale.stretches.find(({ start, end, cut }) => cut && x > start && x < end);
        expect(inside).toBeUndefined();
      });
      expect(ticks.length).toBeLessThanOrEqual(14);
    }),
  );
  const labels = drillTicks(drillScale(haproxyStopped, 800, 10), 1500, 60).map(
    ({ label }) => label,
  );
  expect(labels.slice(0, 4)).toEqual(['0', '2 s', '4 s', '6 s']);
});

const ok = (at: number) => ({ at, ms: 2, error: null });
const lost = (at: number) => ({ at, ms: 5, error: 'refused' });

test('an outage goes from the end of the last answer to the end of the next', () => {
  expect(failedRuns([ok(0), lost(20), lost(40), ok(60), ok(80)])).toEqual([{ from: 2, to: 62 }]);
  expect(failedRuns([lost(0), ok(20), lost(40)])).toEqual([
    { from: 0, to: 22 },
    { from: 22, to: 45 },
  ]);
  expect(failedRuns([ok(0), ok(20)])).toEqual([]);
  expect(failedRuns([])).toEqual([]);
  const vip = haproxyStopped.vips[0];
  if (vip === undefined) throw new Error('the sample has a VIP');
  expect(
    outageSpan({ ...vip, probes: [ok(0), lost(9), ok(20), lost(40), lost(60), ok(80)] }),
  ).toEqual({ from: 22, to: 82 });
});

test('two holders: where the measurement saw them, not where clocks differ', () => {
  const spans = (report: DrillReport) =>
    report.vips.flatMap((vip) => twoHolderSpans(vip, report.durationMs));
  expect(spans(splitBrain)).toEqual([{ from: 4460, to: 8810 }]);
  expect(spans(haproxyStopped)).toEqual([]);
  expect(spans(failed)).toEqual([]);
});

test.each([
  [0, '0 ms'],
  [1939.6, '1940 ms'],
  [9999.4, '9999 ms'],
  [12_345, '12.35 s'],
  [Infinity, 'never'],
  [null, 'never'],
])('figure %s is %s', (ms, text) => {
  expect(figure(ms)).toBe(text);
});

test('an instant has its sign', () => {
  expect([sinceFault(0), sinceFault(1803.2), sinceFault(-200)]).toEqual([
    '+0 ms',
    '+1803 ms',
    '−200 ms',
  ]);
});
