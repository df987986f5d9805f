import { mayHold, type Cluster, type Vip } from '../core/cluster.ts';
import type { Query } from '../core/query.ts';
import type { Gate, PairView } from '../engine/gate.ts';
import type { ClusterPlan, Probed } from '../engine/plan.ts';

/** What `gateAfter` must know of the hosts before the change. */
export function vipUnitQueries({ vips }: Cluster): Query[] {
  return [...new Set(vips.map(({ unit }) => unit))].map((unit) => ({ query: 'unit', unit }));
}

/**
 * For a way back, which may lead to before the first deploy: a VIP that no host of the run serves afterwards cannot have a
 * holder, and need not. All others must.
 */
export function gateAfter(gate: Gate, { hosts }: ClusterPlan, before: Probed[]): Gate {
  const serves = (vip: Vip): boolean =>
    hosts.some(({ host, changes }) => {
      if (!mayHold(host, vip)) return false;
      const change = changes.findLast((one) => one.op === 'service' && one.unit === vip.unit);
      if (change?.op === 'service') return change.after.active;
      const facts = before.find((one) => one.host.name === host.name)?.facts;
      return !['inactive', 'failed'].includes(facts?.units[vip.unit]?.active ?? 'inactive');
    });
  const served = (view: PairView): PairView => ({
    ...view,
    cluster: { ...view.cluster, vips: view.cluster.vips.filter(serves) },
  });
  return {
    between: (view, host) => gate.between(served(view), host),
    final: (view) => gate.final(served(view)),
    answers: (view, sessions) => gate.answers(served(view), sessions),
  };
}
