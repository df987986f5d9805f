import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import { haproxyStopped, skipped } from '../report/fixtures.ts';
import { capture } from './capture.ts';
import { canary, type Script } from './demo-events.ts';

type DrillEvent = Extract<RunEvent, { event: 'drill' }>;

const first = { event: 'drill', drill: 'haproxy-stopped', host: 'lb01', index: 1, of: 2 } as const;
const second = { ...first, drill: 'power-cut', index: 2 } as const;
const at = (ms: number, event: DrillEvent): Script[number] => [ms, event];

const rehearsal: Script = [
  at(0, { ...first, state: 'started', remainingMs: 240_000 }),
  at(1500, { ...first, state: 'fault', remainingMs: 238_500 }),
  at(14_000, { ...first, state: 'done', report: { ...haproxyStopped, title: canary } }),
  at(14_000, { ...second, state: 'started', remainingMs: 90_000 }),
  at(14_100, { ...second, state: 'done', report: skipped, remainingMs: 0 }),
];

test('a log: which of how many, what is left, the timeline in plain characters', async () => {
  const lines = (await capture('plain', rehearsal)).stdout.split('\n');
  expect(lines.slice(0, 3)).toEqual([
    '[  0.0s] drill 1 of 2: haproxy stopped on lb01: started, about 4 min left',
    '[  1.5s] drill 1 of 2: haproxy stopped on lb01: fault injected, about 4 min left',
    '[ 14.0s] drill 1 of 2: haproxy stopped on lb01: passed',
  ]);
  expect(lines[3]).toContain('INTERNAL_VIP 172.16.0.100:80  outage 1940 ms ± 24 ms, bound 5650 ms');
  expect(lines.slice(-2)).toEqual([
    '[ 14.1s] drill 2 of 2: power cut on lb01: skipped: prod-bj-lb01 is a container: it has no power of its own to cut',
    '',
  ]);
});

test('a terminal: a row a drill, below it its timeline; the reason of one that was skipped', async () => {
  const lines = (await capture('terminal', rehearsal)).stdout.split('\n');
  expect(lines[0]).toBe('✔ drill 1 of 2: haproxy stopped on lb01  14.0s');
  expect(lines[1]).toContain('outage 1940 ms');
  expect(lines[2]).toMatch(/prod-bj-lb01 {2}█+·+/);
  expect(lines.at(-2)).toContain('power cut on lb01  0.1s  skipped: prod-bj-lb01 is a container');
});

test('a phase within a drill stands below it', async () => {
  const script: Script = [
    at(0, { ...first, state: 'started' }),
    [100, { event: 'phase', phase: 'verify', state: 'started', hosts: ['lb01'] }],
    [200, { event: 'phase', phase: 'verify', state: 'failed', hosts: ['lb01'] }],
    at(300, { ...first, state: 'done', report: { ...skipped, outcome: 'failed' } }),
  ];
  const { stdout } = await capture('terminal', script);
  expect(stdout).toBe(
    '✖ drill 1 of 2: haproxy stopped on lb01  0.3s\n  ✖ verify lb01  0.1s\n' +
      '  ✖ prod-bj-lb01 is a container: it has no power of its own to cut\n',
  );
});

test('json: the whole report with the event, the secret in none of it', async () => {
  const { stdout } = await capture('json', rehearsal);
  const done = JSON.parse(stdout.split('\n')[2] ?? '') as DrillEvent;
  expect(done.report?.vips[0]?.probes.length).toBe(700);
  expect(done.report?.title).toBe('«internal_vip»');
  expect(Object.keys(done.report?.clockErrorMs ?? {})).toEqual(['prod-bj-lb01', 'prod-bj-lb02']);
});
