import { expect, test } from 'vitest';
import type { Connect } from '../../../src/core/session.ts';
import { Fleet } from '../../../src/engine/fleet.ts';
import { planCluster } from '../../../src/engine/plan.ts';
import { stageAll } from '../../../src/engine/stage.ts';
import { noGate } from '../../../src/verify/pair-gate.ts';
import { having, lvsPair, VIP } from '../lvs-pair.ts';
import { fileIn } from './staged-file.ts';

test('a node takes away the VIPs of a dead keepalived, a real server of LVS keeps those on its lo', async () => {
  const scripts = new Map<string, string>();
  const connect: Connect = ({ name }) =>
    Promise.resolve({
      host: name,
      run: ({ script }) => {
        scripts.set(name, script);
        return Promise.resolve({ code: 0, stdout: '1 end stage 0', stderr: '' });
      },
      dial: () => Promise.reject(new Error('not here')),
      close: () => {},
    });
  const cluster = lvsPair();
  const plan = planCluster(
    cluster,
    cluster.hosts.map((host) => ({ host, steps: [], facts: having({}) })),
  );
  await stageAll({
    fleet: new Fleet(connect),
    emit: () => {},
    gate: noGate,
    validators: {},
    owner: 'anna@laptop',
    title: 'apply',
    confirmTimeoutSeconds: 60,
    gateTimeoutSeconds: 20,
    settleSeconds: 0,
    interrupt: new AbortController().signal,
    plan,
    transaction: '20260101T000000Z-abcdef',
    parts: plan.hosts,
    changing: plan.hosts,
    watchdogAt: Infinity,
  });
  const floating = (host: string) => fileIn(scripts.get(host) ?? '', 'floating');
  expect(floating('a')).toBe(`${VIP} keepalived.service 4\n`);
  expect(floating('b')).toBe(floating('a'));
  expect(floating('web')).toBe('');
});
