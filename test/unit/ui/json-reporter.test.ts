import { expect, test } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { createMask } from '../../../src/core/mask.ts';
import { capture } from './capture.ts';
import { appliedWell, badInput, gateFails, type Script } from './demo-events.ts';

type Json = Record<string, unknown>;

async function events(script: Script, options = {}): Promise<Json[]> {
  const { stdout, stderr } = await capture('json', script, options);
  expect(stderr).toBe('');
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Json);
}

test('the result event is the contract of design.md, and the last line', async () => {
  const result = (await events(appliedWell)).at(-1);
  expect(result).toMatchObject({
    event: 'result',
    command: 'apply',
    cluster: 'prod-bj',
    ok: true,
    exitCode: 0,
    durationMs: 7010,
    hosts: { lb01: { outcome: 'changed', changes: 5 }, lb02: { outcome: 'changed', changes: 5 } },
    transaction: '20260801-031204-7f3a',
  });
  const changes = result?.['changes'] as Json[];
  expect(Object.keys(changes[1] ?? {})).toEqual([
    'host',
    'step',
    'kind',
    'title',
    'certainty',
    'diff',
  ]);
  expect(changes[1]?.['diff']).toContain('+    server web01 172.16.0.20:80 check weight 20');
  expect(changes[0]).not.toHaveProperty('diff');
});

test('contents are size and digest, secrets their names', async () => {
  const plan = (await events(appliedWell)).find(({ event }) => event === 'plan');
  const [, { change, diff }] = plan?.['changes'] as [Json, { change: Json; diff: string }];
  expect(change['after']).toEqual({
    mode: '0644',
    owner: 'root',
    group: 'root',
    content: { size: 127, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  });
  expect(change['secrets']).toEqual(['internal_vip']);
  expect(diff).toMatch(/^--- \/etc\/haproxy\/haproxy.cfg\n/);
});

test('a failure carries its text, and the result its message', async () => {
  const all = await events(gateFails);
  const failure = all.find(({ event }) => event === 'failure');
  expect(failure?.['text']).toMatchObject({
    title: 'lb02 is not healthy after the change: backend http_back has a server',
  });
  expect(all.at(-1)?.['message']).toBe(
    'lb02 is not healthy after the change: backend http_back has a server. ' +
      'Everything was put back: lb02 is as before. Installed packages stay: socat on lb01, socat on lb02.',
  );
});

test('problems keep file, line and column', async () => {
  const [failure] = await events(badInput);
  expect(failure).toMatchObject({
    failure: {
      reason: 'bad-input',
      problems: [{ place: { file: 'inventory/prod-bj.yaml', line: 6, column: 52 } }, {}],
    },
  });
});

test('a secret that is one of our words does not break the contract', async () => {
  const mask = createMask(
    ['result', 'apply', 'changed', 'hosts', 'done'].map((v) => new Secret('x', v)),
  );
  const result = (await events(appliedWell, { mask })).at(-1);
  expect(result).toMatchObject({
    event: 'result',
    command: '«x»',
    hosts: { lb01: { outcome: 'changed' } },
  });
});

test('hostile text stays text', async () => {
  const [note] = await events([
    [0, { event: 'note', level: 'info', message: '\x1b]0;x\x07a\u202eb\n{"event":"result"}' }],
  ]);
  expect(note?.['message']).toBe('ab\n{"event":"result"}');
});
