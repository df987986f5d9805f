import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/core/facts.ts';
import { Failed } from '../../../src/core/failure.ts';
import { Unplannable, type BoundStep, type PlannedStep } from '../../../src/core/step.ts';
import { driftBetween, fingerprints } from '../../../src/engine/fingerprint.ts';
import { activationOrder } from '../../../src/engine/order.ts';
import { planCluster, planHost } from '../../../src/engine/plan.ts';
import { predict } from '../../../src/engine/predict.ts';
import { having, lvsPair, VIP } from '../lvs-pair.ts';
import { hostOf, pair } from './fake-pair.ts';
import { factsOf } from './facts.ts';

const held = (...addresses: string[]): Facts =>
  factsOf({
    addresses: addresses.map((address) => ({
      interface: 'eth0',
      family: 4,
      address,
      prefixLength: 32,
    })),
  });

function step(name: string, plan: (facts: Facts) => PlannedStep[]): BoundStep {
  return { name, kind: 'test', needs: [], plan };
}

const write = (path: string, text = 'x'): PlannedStep => ({
  op: 'file',
  path,
  before: null,
  after: { content: Buffer.from(text), mode: '0644', owner: 'root', group: 'root' },
  beforeSha256: null,
  secrets: [],
  title: `create ${path}`,
});

describe('who is touched first', () => {
  const cluster = pair();
  cluster.vips.push({
    name: 'V2',
    address: '192.0.2.200',
    hosts: ['a', 'b'],
    ports: [],
    unit: 'keepalived.service',
    takeoverSeconds: 4,
  });
  const [a, b] = cluster.hosts as [ReturnType<typeof hostOf>, ReturnType<typeof hostOf>];
  const order = (ofA: Facts, ofB: Facts): string[] =>
    activationOrder(cluster, [
      { host: a, facts: ofA },
      { host: b, facts: ofB },
    ]).hosts.map(({ host, role }) => `${host} ${role}`);

  it('standby, then holder, whatever the priorities', () => {
    expect(order(held('192.0.2.100'), held())).toEqual(['b standby', 'a holder']);
    expect(order(held(), held('192.0.2.100'))).toEqual(['a standby', 'b holder']);
  });

  it('active/active: fewest VIPs first; as many each: lowest priority first', () => {
    expect(order(held('192.0.2.100', '192.0.2.200'), held())).toEqual(['b standby', 'a holder']);
    expect(order(held('192.0.2.100'), held('192.0.2.200'))).toEqual(['b holder', 'a holder']);
  });

  it('nobody holds anything yet: highest priority first', () => {
    expect(order(held(), held())).toEqual(['a no holder yet', 'b no holder yet']);
  });

  it('who may hold none goes before those that do, and its lo counts for nothing', () => {
    const lvs = lvsPair();
    const roles = (ofA: Facts): string[] =>
      activationOrder(
        lvs,
        lvs.hosts.map((host) => {
          const facts = host.name === 'web' ? having({ lo: VIP }) : having({});
          return { host, facts: host.name === 'a' ? ofA : facts };
        }),
      ).hosts.map(({ host, role, holds }) => `${host} ${role} ${holds.length}`);
    expect(roles(having({ eth0: VIP }))).toEqual([
      'web holds no VIP 0',
      'b standby 0',
      'a holder 1',
    ]);
    expect(roles(having({}))).toEqual([
      'web holds no VIP 0',
      'a no holder yet 0',
      'b no holder yet 0',
    ]);
  });

  it('of those behind them, who takes the writes goes last', () => {
    const behind = { ...lvsPair(), vips: [], writer: 'a' };
    const { hosts } = activationOrder(
      behind,
      behind.hosts.map((host) => ({ host, facts: having({}) })),
    );
    expect(hosts.map(({ host }) => host)).toEqual(['b', 'web', 'a']);
  });

  it('an address that is no VIP counts for nothing', () => {
    expect(order(held('192.0.2.7'), held('192.0.2.100'))).toEqual(['a standby', 'b holder']);
  });
});

describe('later steps are planned against what earlier ones leave', () => {
  it('a file, and who waits for it', () => {
    const seen: string[][] = [];
    const steps = [
      step('one', () => [write('/etc/a'), write('/etc/b')]),
      step('two', (facts) => {
        seen.push(facts.pending.paths);
        expect(facts.files['/etc/a']).toMatchObject({ type: 'file', mode: '0644', size: 1 });
        return [];
      }),
    ];
    const changes = planHost({ host: hostOf('a', 1), steps, facts: factsOf() });
    expect(seen).toEqual([['/etc/a', '/etc/b']]);
    expect(changes.map(({ id, certainty }) => `${id} ${certainty}`)).toEqual([
      '01-create-etc-a exact',
      '02-create-etc-b exact',
    ]);
  });

  it('planned again on what it predicted, every change is gone', () => {
    const facts = factsOf({ sysctls: { 'a.b': '0' }, units: {}, packages: {} });
    const changes = planHost({
      host: hostOf('a', 1),
      steps: [
        step('sysctl', (now) =>
          now.sysctls['a.b'] === '1'
            ? []
            : [{ op: 'sysctl', key: 'a.b', before: '0', after: '1', title: 'set a.b' }],
        ),
        step('package', (now) =>
          now.packages['p']?.installed
            ? []
            : [{ op: 'package', names: ['p'], undo: { none: '' }, title: 'install p' }],
        ),
        step('directory', (now) =>
          now.files['/d']?.type === 'directory'
            ? []
            : [
                {
                  op: 'directory',
                  path: '/d',
                  before: null,
                  after: { mode: '0755', owner: 'root', group: 'root' },
                  title: 'create /d',
                },
              ],
        ),
      ],
      facts,
    });
    const after = changes.reduce(predict, facts);
    expect(after.sysctls['a.b']).toBe('1');
    expect(after.packages['p']?.installed).toBeTruthy();
    expect(after.files['/d']).toMatchObject({ type: 'directory' });
    expect(after.pending).toMatchObject({ paths: ['/d'], packages: ['p'] });
    expect(facts.pending.paths).toEqual([]);
  });

  it('what cannot be planned names host and step', () => {
    const steps = [
      step('impossible', () => {
        throw new Unplannable('it is masked', 'unmask it');
      }),
    ];
    expect(() => planHost({ host: hostOf('a', 1), steps, facts: factsOf() })).toThrow(Failed);
    try {
      planHost({ host: hostOf('a', 1), steps, facts: factsOf() });
    } catch (error) {
      expect((error as Failed).failure).toEqual({
        reason: 'unsupported-change',
        host: 'a',
        step: 'impossible',
        detail: 'it is masked',
        hint: 'unmask it',
      });
    }
  });

  it('an id is a word for a file name, whatever the title', () => {
    const steps = [
      step('x', () => [{ ...write('/x'), title: "../..\n; rm -rf '$HOME' \u001b[0m" }]),
    ];
    const [change] = planHost({ host: hostOf('a', 1), steps, facts: factsOf() });
    expect(change?.id).toMatch(/^01-[a-z0-9-]{1,40}$/);
  });
});

describe('a saved plan', () => {
  const planned = (facts: Facts, text = 'x') => {
    const cluster = pair();
    const steps = [step('one', () => [write('/etc/a', text)])];
    return fingerprints(
      planCluster(
        cluster,
        cluster.hosts.map((host) => ({ host, steps, facts })),
      ),
    );
  };
  const facts = factsOf({ files: { '/etc/a': { type: 'absent' } }, sysctls: { 'a.b': '0' } });

  it('fits as long as nothing has changed, the clock apart', () => {
    const later = { ...facts, system: { ...facts.system, clock: 2, bootId: 'another' } };
    expect(driftBetween(planned(facts), planned(later))).toEqual([]);
  });

  it('says what has changed on which host', () => {
    const drifted = { ...facts, sysctls: { 'a.b': '1' } };
    expect(driftBetween(planned(facts), planned(drifted))).toEqual([
      { host: 'a', facts: ['sysctl a.b'] },
      { host: 'b', facts: ['sysctl a.b'] },
    ]);
  });

  it('notices that the inventory or a template has', () => {
    expect(driftBetween(planned(facts), planned(facts, 'y'))).toEqual([
      { host: 'a', facts: ['inventory, playbook or templates have changed'] },
      { host: 'b', facts: ['inventory, playbook or templates have changed'] },
    ]);
  });

  it('is of the same hosts', () => {
    const now = planned(facts);
    const { a } = now;
    if (!a) throw new Error('no host a');
    expect(driftBetween({ a }, now)).toEqual([
      { host: 'b', facts: ['the host was not in the saved plan'] },
    ]);
  });
});
