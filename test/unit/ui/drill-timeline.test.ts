import { expect, test } from 'vitest';
import type { DrillReport } from '../../../src/core/drill.ts';
import { drillTimeline } from '../../../src/ui/drill-timeline.ts';
import { createPaint } from '../../../src/ui/paint.ts';
import { widthOf } from '../../../src/ui/width.ts';
import {
  failed,
  haproxyStopped,
  hopeless,
  reboot,
  skipped,
  splitBrain,
} from '../report/fixtures.ts';

const ascii = { paint: createPaint(false), columns: 72, unicode: false };
const drawn = (report: DrillReport, options = ascii) => drillTimeline(report, options).join('\n');

test('who held the VIP, what was answered, the bound, what happened when', () => {
  expect(`\n${drawn(haproxyStopped)}\n`).toMatchInlineSnapshot(`
    "
      INTERNAL_VIP 172.16.0.100:80  outage 1940 ms ± 24 ms, bound 5650 ms, back after 4412 ms
        prod-bj-lb01  #############.............................############
        prod-bj-lb02  .............##############################...........
        probes        _____%XXXXXXX%________________________________________
        bound              |---------------------|
                           F    D  T           U                B
                           0                   5 s                10 s
      F +0 ms haproxy stopped on prod-bj-lb01
      D +1290 ms check_haproxy failed on prod-bj-lb01
      T +1918 ms prod-bj-lb02 holds INTERNAL_VIP
      U +5100 ms haproxy started on prod-bj-lb01
      B +9512 ms prod-bj-lb01 holds INTERNAL_VIP
    "
  `);
});

test('two holders at once stand in two lanes, red where there is colour', () => {
  const color = { paint: createPaint(true), columns: 72, unicode: true };
  expect(drawn(splitBrain)).toContain('two holders 4350 ms');
  expect(drawn(splitBrain, color)).toMatch(/\x1b\[31m█{10,}\x1b\[39m/);
  const handover = drawn({ ...haproxyStopped, marks: [] }, color)
    .split('\n')
    .slice(0, 3)
    .join('\n');
  expect(handover).not.toContain('\x1b[31m');
});

test('a failed drill says what is wrong and that there is no bound', () => {
  const vips = failed.vips.map((vip) => ({ ...vip, bound: { ...vip.bound, outageMs: Infinity } }));
  const text = drawn({ ...failed, vips });
  expect(text).toContain('outage 10.04 s ± 24 ms, no bound: it never moves');
  expect(text).toMatch(/bound +\|-+>/);
  expect(text).toContain('✖ INTERNAL_VIP stayed on prod-bj-lb01');
  expect(text.match(/✖ not as before: /g)).toHaveLength(1);
});

test('a fault that was not injected has no figures, but its reason', () => {
  expect(drawn(hopeless)).toBe(
    '  ✖ INTERNAL_VIP cannot fail over: nopreempt on both nodes and a weight',
  );
});

test('minutes of booting are a break', () => {
  const lanes = drawn(reboot)
    .split('\n')
    .filter((line) => /[#_.]{5}/.test(line));
  expect(lanes).toHaveLength(6);
  const breaks = lanes.map((line) => line.lastIndexOf(':'));
  expect(new Set(breaks).size).toBe(1);
});

test('as wide as the terminal, and no picture where it says nothing', () => {
  for (const columns of [44, 60, 100, 300, Infinity]) {
    for (const report of [haproxyStopped, splitBrain, failed, reboot]) {
      const lanes = drillTimeline(report, { ...ascii, columns, unicode: true }).filter((line) =>
        /[█▂·─]{5}/.test(line),
      );
      expect(lanes.length).toBeGreaterThanOrEqual(3);
      for (const line of lanes) expect(widthOf(line)).toBeLessThanOrEqual(Math.min(columns, 112));
    }
  }
  expect(drawn(haproxyStopped, { ...ascii, columns: 30 })).not.toContain('###');
  expect(drillTimeline(skipped, ascii)).toEqual([]);
});

test('plain characters only, and nothing that a terminal acts on', () => {
  const evil = '\x1b[2J\nforged';
  const report = {
    ...haproxyStopped,
    problems: [evil],
    vips: haproxyStopped.vips.map((vip) => ({ ...vip, name: evil })),
    marks: [{ at: 0, kind: 'fault' as const, text: evil }],
  };
  const text = drawn(report);
  expect(text).not.toContain('\x1b');
  expect(text.split('\n').filter((line) => line.startsWith('forged'))).toEqual([]);
  expect(drawn(haproxyStopped).replaceAll('±', '')).toMatch(/^[\x20-\x7e\n]*$/);
});
