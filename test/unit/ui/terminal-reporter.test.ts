import { expect, test } from 'vitest';
import type { DrillReport } from '../../../src/core/drill.ts';
import { capture } from './capture.ts';
import { appliedWell, candidateInvalid, gateFails, type Script } from './demo-events.ts';

const after = (text: string, mark: string): string => text.slice(text.indexOf(mark) + mark.length);

test('what remains of an apply', async () => {
  const { stdout } = await capture('terminal', appliedWell);
  expect(after(stdout, '0 to restart\n')).toBe(
    [
      '',
      '✔ stage on lb01, lb02  2.4s  lb01 2.2s, lb02 2.3s',
      '✔ activate on lb02, then lb01  2.8s  lb02 0.7s, lb01 0.7s',
      '✔ verify lb01, lb02  1.4s',
      '✔ confirm on lb01, lb02  0.1s',
      '✔ prod-bj: apply done: lb01 changed (5), lb02 changed (5)  7.0s',
      '  transaction 20260801-031204-7f3a; to undo it: hadeploy rollback prod-bj',
      '',
    ].join('\n'),
  );
});

test('what failed stays unfolded, the text of the failure stands below', async () => {
  const { stdout, stderr } = await capture('terminal', gateFails);
  expect(after(stdout, '0 to restart\n')).toBe(
    [
      '',
      '✔ stage on lb01, lb02  2.4s  lb01 2.2s, lb02 2.3s',
      '✖ activate on lb02, then lb01  2.8s',
      '  ✔ lb02  0.7s',
      '  ✖ health of lb02  2.0s',
      '⚠ lb02: connection lost during gate: reconnecting',
      '✔ revert on lb02  0.8s',
      '✖ prod-bj: apply failed: lb01 skipped, lb02 reverted  6.3s',
      '  transaction 20260801-031204-7f3a',
      '',
    ].join('\n'),
  );
  expect(stderr).toContain('\n✖ lb02 is not healthy after the change');
});

test('a change that fails is shown below its host', async () => {
  const script: Script = [
    [0, { event: 'phase', phase: 'activate', state: 'started', hosts: ['lb02'] }],
    [0, { event: 'host', phase: 'activate', host: 'lb02', state: 'started' }],
    [0, { event: 'change', host: 'lb02', id: '1', title: 'restart haproxy', state: 'started' }],
    [100, { event: 'change', host: 'lb02', id: '1', title: 'restart haproxy', state: 'failed' }],
    [100, { event: 'host', phase: 'activate', host: 'lb02', state: 'failed' }],
    [100, { event: 'phase', phase: 'activate', state: 'failed', hosts: ['lb02'] }],
  ];
  expect((await capture('terminal', script)).stdout).toBe(
    '✖ activate on lb02  0.1s\n  ✖ lb02  0.1s\n    ✖ restart haproxy  0.1s\n',
  );
});

test('what verify has checked is told before its drills, and once', async () => {
  const check = { id: 'vip', title: 'the VIP answers', ok: true, detail: 'in 3 ms' };
  const hosts = ['lb01'];
  const drill = { drill: 'link-down', host: 'lb01', index: 1, of: 1 } as const;
  const report = {
    drill: 'link-down',
    host: 'lb01',
    outcome: 'skipped',
    problems: ['no link of its own'],
    vips: [],
    events: [],
    marks: {},
  } as unknown as DrillReport;
  const { stdout } = await capture('terminal', [
    [0, { event: 'run', command: 'verify', cluster: 'prod-bj', hosts }],
    [0, { event: 'phase', phase: 'verify', state: 'started', hosts }],
    [1, { event: 'check', check }],
    [2, { event: 'phase', phase: 'verify', state: 'done', hosts }],
    [3, { event: 'drill', state: 'started', ...drill }],
    [4, { event: 'drill', state: 'done', report, ...drill }],
  ]);
  const places = ['✔ verify lb01', 'the VIP answers  in 3 ms', 'link down on lb01'].map((text) =>
    stdout.indexOf(text),
  );
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(stdout.split('the VIP answers')).toHaveLength(2);
});

test('narrow terminals: failures are wrapped at words, commands never broken', async () => {
  const { stderr } = await capture('terminal', gateFails, { columns: () => 44 });
  expect(stderr).toContain(
    '✖ lb02 is not healthy after the change:\n  backend http_back has a server\n',
  );
  expect(stderr).toContain('      ssh lb02 sudo journalctl -n 50 -u keepalived -u haproxy\n');
});

test('a slow phase is drawn by listr2, and the cursor comes back', async () => {
  const out = { text: '' };
  const stream = { write: (text: string) => (out.text += text), columns: 80, rows: 24 };
  const { createTerminalReporter } = await import('../../../src/ui/terminal-reporter.ts');
  const reporter = createTerminalReporter({
    stdout: stream,
    stderr: stream,
    columns: () => 80,
    color: false,
    verbosity: 0,
    clock: Date.now,
    mask: (text) => text,
  });
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  reporter.report({ event: 'phase', phase: 'stage', state: 'started', hosts: ['lb01', 'lb02'] });
  reporter.report({ event: 'host', phase: 'stage', host: 'lb01', state: 'started' });
  reporter.report({ event: 'output', host: 'lb01', line: 'Unpacking socat' });
  const drawn = /[⠋-⠿] stage on lb01, lb02\n {2}[⠋-⠿] lb01\n {4}│ Unpacking socat/;
  for (let left = 100; left > 0 && !drawn.test(out.text); left -= 1) await wait(100);
  expect(out.text).toMatch(drawn);
  reporter.report({
    event: 'host',
    phase: 'stage',
    host: 'lb01',
    state: 'failed',
    durationMs: 900,
  });
  reporter.report({
    event: 'phase',
    phase: 'stage',
    state: 'failed',
    hosts: ['lb01'],
    durationMs: 900,
  });
  await reporter.close();
  expect(out.text).toMatch(/✖ stage on lb01, lb02 {2}0\.9s\n {2}✖ lb01 {2}0\.9s\n$/);
  const hidden = out.text.lastIndexOf('\x1b[?25l');
  expect(out.text.lastIndexOf('\x1b[?25h')).toBeGreaterThanOrEqual(hidden);
});

test('closed in the middle, it still shows how far it came', async () => {
  const upTo = candidateInvalid.filter(([at]) => at < 400);
  const { stdout } = await capture('terminal', upTo);
  expect(stdout).toMatch(
    /✖ stage on lb01, lb02 {2}0\.0s\n {2}✖ lb01 {2}0\.0s\n {2}✖ lb02 {2}0\.0s\n$/,
  );
});
