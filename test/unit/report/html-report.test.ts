import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { htmlReport } from '../../../src/report/html-report.ts';
import { hopeless, passedSample, sample, skipped } from './fixtures.ts';
import { hostile, poisoned } from './hostile.ts';
import { elementsOf } from './well-formed.ts';

const page = htmlReport(sample);
const words = (html: string): string =>
  html
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const elements = (html: string): string[] => elementsOf(html, ['meta']);

test('verdict, date, cluster, hosts, who', () => {
  expect(words(page)).toContain(
    'Failed 4 of 7 drills passed, 2 failed, 1 skipped; 6 of 7 checks passed, 1 failed, 1 with a warning. The longest outage was 10.04 s ± 24 ms: INTERNAL_VIP, haproxy killed on prod-bj-lb01; its bound is 5650 ms.',
  );
  expect(words(page)).toContain(
    'Cluster prod-bj Hosts prod-bj-lb01, prod-bj-lb02 Begun 1 August 2026, 03:11:40 UTC Took 8 min 32 s Run by anna@laptop With hadeploy 0.1.0',
  );
  expect(words(htmlReport(passedSample))).toContain(
    'Passed 4 of 4 drills passed; 5 of 5 checks passed. The longest outage was 2920 ms ± 24 ms: PUBLIC_VIP, node rebooted on prod-bj-lb02; its bound is 3798 ms.',
  );
});

test('what was only skipped proves nothing', () => {
  const idle = htmlReport({ ...sample, checks: [], drills: [skipped] });
  expect(words(idle)).toContain('Nothing was proven 0 of 1 drills passed, 1 skipped.');
  expect(words(idle)).not.toContain('Passed');
});

test('checks alone make a page without an empty chapter', () => {
  const alone = htmlReport({ ...sample, drills: [], model: [] });
  expect(elements(alone).filter((element) => element === 'h2')).toHaveLength(1);
});

test('figures beside bounds, the sum, the instants as a journal has them', () => {
  const text = words(page);
  expect(text).toContain('outage 1940 ms ± 24 ms ≤ 5650 ms');
  expect(text).toContain('skew of priority 90, (256 − 90) / 256 648 ms');
  expect(text).toContain('together 5650 ms');
  expect(text).toContain('+1918 ms 03:12:07.418 prod-bj-lb02 holds INTERNAL_VIP');
  expect(text).toContain('two holders 4350 ms ≤ 8000 ms');
  expect(text).toContain('To do: set a weight below −10');
  expect(text).toContain('warning versions equal pair haproxy 2.6.12');
  expect(text).toContain('skipped prod-bj-lb01 is a container');
});

test('a fault that was not injected: its reason and its sum, no outage of 0 ms', () => {
  const text = words(htmlReport({ ...sample, drills: [hopeless] }));
  expect(text).toContain(
    'failed INTERNAL_VIP cannot fail over: nopreempt on both nodes and a weight',
  );
  expect(text).toContain('nopreempt on both nodes and a weight never together never');
  expect(text).toContain('The fault was not injected: nothing was measured.');
  expect(text).not.toMatch(/ 0 ms|: measured|answered every probe/);
});

test('what is wrong stands there once', () => {
  expect(page.match(/not as before: /g)).toHaveLength(1);
});

test('a timeline says in words what it shows', () => {
  expect(page).toContain(
    '<title id="drill-2-title">Timeline of haproxy stopped on prod-bj-lb01</title>',
  );
  expect(page).toContain(
    'INTERNAL_VIP was held by prod-bj-lb01 from −1500 ms to +1910 ms, prod-bj-lb02 from +1918 ms to +9520 ms, prod-bj-lb01 from +9512 ms to the end; it did not answer for 1940 ms ± 24 ms.',
  );
  const charts = page.split('<svg class="timeline"').slice(1);
  expect(charts).toHaveLength(5);
  expect(charts.every((chart) => chart.includes('role="img"'))).toBe(true);
});

test('hundreds of probes are a few bars', () => {
  const rebooted = page.split('<svg class="timeline"').at(-1) ?? '';
  const bars = rebooted.match(/<rect class="(answered|mixed|failed)"/g) ?? [];
  expect(bars.length).toBeGreaterThanOrEqual(4);
  expect(bars.length).toBeLessThan(12);
  expect(page.length).toBeLessThan(80_000);
});

test('ids are unique, and what is referred to exists', () => {
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const used = [...page.matchAll(/(?:href="#|url\(#)([^")]+)/g)].map(([, id]) => id);
  expect(used.filter((id) => !ids.includes(id))).toEqual([]);
  expect(used.length).toBeGreaterThan(5);
});

test('nothing is loaded and nothing runs, and the policy says so', () => {
  const style = /<style>(.*)<\/style>/s.exec(page)?.[1] ?? '';
  const digest = createHash('sha256').update(style).digest('base64');
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
  expect(policy.replaceAll('&#39;', "'")).toBe(
    `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`,
  );
  expect(page).not.toMatch(
    /<(script|link|img|iframe|object|base|form)\b|@import|style="|\son\w+="/,
  );
  expect(style).not.toMatch(/url\(/);
});

test('any text stays text: well-formed, and no element more or less', () => {
  const shape = elements(htmlReport(poisoned('x')));
  fc.assert(
    fc.property(hostile, (text) => {
      expect(elements(htmlReport(poisoned(text)))).toEqual(shape);
    }),
    { numRuns: 60 },
  );
});

test('no drawing has a number that is none', () => {
  const drill = sample.drills[1];
  if (drill === undefined) throw new Error('the sample has drills');
  const odd = [
    { ...drill, durationMs: 0, marks: [], vips: drill.vips.map((vip) => ({ ...vip, probes: [] })) },
    { ...drill, fault: null },
    { ...drill, vips: drill.vips.map((vip) => ({ ...vip, holders: [] })) },
  ];
  const html = htmlReport({ ...sample, drills: odd });
  expect(html).not.toMatch(/NaN|Infinity|undefined|null/);
  expect(words(html)).toContain('was held by nobody');
});
