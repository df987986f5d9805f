import { expect, test } from 'vitest';
import { drillLines } from '../../../src/ui/drill-text.ts';
import { createPaint } from '../../../src/ui/paint.ts';

const row = {
  drill: 'haproxy-killed',
  host: 'lb01',
  vip: 'INTERNAL_VIP',
  ok: true,
  outageMs: 1940.4,
  boundMs: 5650,
  failedProbes: 97,
  probes: 700,
  splitBrainMs: 0,
  failbackMs: 4412,
};

test('measured beside promised, in milliseconds that a person can read', () => {
  const rows = [
    row,
    { ...row, vip: 'PUBLIC_VIP', ok: false, outageMs: 10_040, boundMs: Infinity },
    { ...row, drill: 'vrrp-blocked', outageMs: 0, splitBrainMs: 4350, failbackMs: undefined },
    { drill: 'power-cut', host: 'lb01', vip: '', ok: true, skipped: 'a container' },
    { drill: 'power-cut', host: 'lb01', vip: '', ok: true, skipped: 'a container' },
  ];
  expect(drillLines(rows, createPaint(false), 120)).toEqual([
    '   drill           on    VIP           outage   bound    lost probes  two holders  failback',
    '✔  haproxy-killed  lb01  INTERNAL_VIP  1940 ms  5650 ms  97 of 700    never        4412 ms',
    '✖  haproxy-killed  lb01  PUBLIC_VIP    10.04 s  never    97 of 700    never        4412 ms',
    '✔  vrrp-blocked    lb01  INTERNAL_VIP  0 ms     5650 ms  97 of 700    4350 ms',
    '· power-cut on lb01 skipped: a container',
  ]);
});

test('what came through JSON, where Infinity is null', () => {
  const rows = JSON.parse(JSON.stringify([{ ...row, boundMs: Infinity }])) as unknown[];
  expect(drillLines(rows, createPaint(false), 120)[1]).toContain('1940 ms  never  ');
});

test('red: an outage beyond the bound, two holders that should not be; not what a passed drill saw', () => {
  const paint = createPaint(true);
  const red = (over: object) =>
    drillLines([{ ...row, ...over }], paint, 120)[1]?.split('\x1b[31m').length;
  expect(red({})).toBe(1);
  expect(red({ outageMs: 5660, splitBrainMs: 10 })).toBe(1);
  expect(red({ outageMs: 5660, splitBrainMs: 10, ok: false })).toBe(4);
});

test('nothing for values that are no drills', () => {
  expect(drillLines([null, 3, { drill: 'x' }], createPaint(false), 80)).toEqual([]);
});
