import { describe, expect, it, test } from 'vitest';
import type { RunEvent } from '../../../src/core/event.ts';
import type { Connect } from '../../../src/core/session.ts';
import type { BoundStep } from '../../../src/core/step.ts';
import { Fleet } from '../../../src/engine/fleet.ts';
import { planCluster } from '../../../src/engine/plan.ts';
import { stageAll } from '../../../src/engine/stage.ts';
import { haproxyValidator } from '../../../src/haproxy/validator.ts';
import { keepalivedValidator } from '../../../src/keepalived/validator.ts';
import { noGate } from '../../../src/verify/pair-gate.ts';
import { having, lvsPair, VIP } from '../lvs-pair.ts';
import { fileIn } from './staged-file.ts';

/** Every host gets these steps; `answer`: lines that each prints at the end of its stage. */
async function staged(given: { steps?: BoundStep[]; answer?: string[] }) {
  const scripts = new Map<string, string>();
  const events: RunEvent[] = [];
  const connect: Connect = ({ name }) =>
    Promise.resolve({
      host: name,
      run: ({ script, onLine }) => {
        scripts.set(name, script);
        for (const line of ['1 end stage 0', ...(given.answer ?? [])]) onLine?.(line);
        return Promise.resolve({ code: 0, stdout: '', stderr: '' });
      },
      dial: () => Promise.reject(new Error('not here')),
      close: () => {},
    });
  const cluster = lvsPair();
  const plan = planCluster(
    cluster,
    cluster.hosts.map((host) => ({ host, steps: given.steps ?? [], facts: having({}) })),
  );
  const { failure } = await stageAll({
    fleet: new Fleet(connect),
    emit: (event) => events.push(event),
    gate: noGate,
    validators: { keepalived: keepalivedValidator, haproxy: haproxyValidator },
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
  return { scripts, events, failure };
}

test('a node takes away the VIPs of a dead keepalived, a real server of LVS keeps those on its lo', async () => {
  const { scripts } = await staged({});
  const floating = (host: string) => fileIn(scripts.get(host) ?? '', 'floating');
  expect(floating('a')).toBe(`${VIP} keepalived.service 4\n`);
  expect(floating('b')).toBe(floating('a'));
  expect(floating('web')).toBe('');
});

describe('what a program says of a file', () => {
  const ignored = '(SHOP) Ignoring track_interface eth0 since own interface';
  const rows = [
    { validator: 'keepalived', restores: false, code: 0, said: '', ok: true },
    { validator: 'keepalived', restores: false, code: 5, said: ignored, ok: false },
    // It ran with that.
    { validator: 'keepalived', restores: true, code: 5, said: ignored, ok: true },
    { validator: 'keepalived', restores: true, code: 3, said: 'Cannot start', ok: false },
    { validator: 'haproxy', restores: true, code: 1, said: 'unknown keyword', ok: false },
  ];
  it.each(rows)('$validator, put back: $restores, $code $said', async (row) => {
    const { validator, restores, code, said, ok } = row;
    const change = {
      op: 'file' as const,
      path: '/etc/x',
      before: null,
      after: { content: Buffer.from('x'), mode: '0644', owner: 'root', group: 'root' },
      beforeSha256: null,
      validator,
      restores,
      secrets: [],
      title: 'create /etc/x',
      predicted: false,
    };
    const encoded = Buffer.from(`${code}\n${said}\n`).toString('base64');
    const { failure, events } = await staged({
      steps: [{ name: 'x', kind: 'file', needs: [], plan: () => [change] }],
      answer: [`validation 01-create-etc-x ${encoded}`],
    });
    expect(failure?.reason).toBe(ok ? undefined : 'candidate-invalid');
    const notes = events.flatMap((event) => (event.event === 'note' ? [event.message] : []));
    const told = `keepalived complains of /etc/x as it was before, which is put back all the same: the configuration has errors; ${said}`;
    expect(notes).toEqual(ok && code !== 0 ? [told, told, told] : []);
  });
});
