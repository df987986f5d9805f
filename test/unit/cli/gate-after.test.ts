import { expect, it } from 'vitest';
import type { UnitFact } from '../../../src/core/facts.ts';
import { gateAfter, vipUnitQueries } from '../../../src/cli/gate-after.ts';
import { planCluster } from '../../../src/engine/plan.ts';
import { pairGate } from '../../../src/verify/pair-gate.ts';
import { factsOf } from '../engine/facts.ts';
import { pair } from '../engine/fake-pair.ts';

const unit = 'keepalived.service';

/** Ids of the checks of the VIPs after hosts whose keepalived is `now` have stopped that of some. */
function asked(now: Record<string, 'active' | 'inactive' | 'failed'>, stops: string[]): string[] {
  const cluster = pair();
  const probed = cluster.hosts.map((host) => ({
    host,
    steps: [
      {
        name: 'keepalived',
        kind: 'service',
        needs: [],
        plan: () =>
          stops.includes(host.name)
            ? [
                {
                  op: 'service' as const,
                  unit,
                  before: { enabled: true, active: true },
                  after: { enabled: false, active: false },
                  action: 'stop' as const,
                  lockstep: [],
                  handover: null,
                  vrrpConfig: null,
                  title: 'stop keepalived',
                  predicted: false,
                },
              ]
            : [],
      },
    ],
    facts: factsOf({ units: { [unit]: { active: now[host.name] } as UnitFact } }),
  }));
  const plan = planCluster(cluster, probed);
  const view = {
    cluster,
    facts: new Map(probed.map(({ host, facts }) => [host.name, facts])),
    order: plan.order,
  };
  const gate = gateAfter(pairGate, plan, probed);
  return [...gate.between(view, 'a'), ...gate.final(view)].map(({ id }) => id);
}

it('asks for no holder where no host serves the VIP any more', () => {
  expect(asked({ a: 'active', b: 'active' }, ['a', 'b'])).toEqual([]);
  // What resume takes back of a first deploy that the other has taken back itself.
  expect(asked({ a: 'active', b: 'inactive' }, ['a'])).toEqual([]);
  expect(asked({ a: 'active', b: 'failed' }, ['a'])).toEqual([]);
});

it('asks for one where a host goes on serving, whatever else stops', () => {
  const all = asked({ a: 'active', b: 'active' }, []);
  expect(all).not.toEqual([]);
  expect(asked({ a: 'active', b: 'active' }, ['a'])).toEqual(all);
});

it('the units of the VIPs are asked for once each', () => {
  expect(vipUnitQueries(pair())).toEqual([{ query: 'unit', unit }]);
});
