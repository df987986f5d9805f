import type { Vip } from '../../core/cluster.ts';
import type { CheckResult } from '../../core/failure.ts';
import { finding } from '../finding.ts';
import {
  holders,
  instanceOf,
  runningInstanceOf,
  type Check,
  type NodeView,
  type VerifyView,
} from '../view.ts';

/** The holder is the node that must win the election: of the highest priority as it is now, checks counted. */
export const expectedHolder: Check = {
  id: 'expected-holder',
  needs: ['configs', 'keepalived', 'units'],
  check: (view) => (view.complete ? view.cluster.vips.flatMap((vip) => check(view, vip)) : []),
};

function check(view: VerifyView, vip: Vip): CheckResult[] {
  const [holder, second] = holders(view, vip);
  if (holder === undefined || second !== undefined) return []; // one-holder tells.
  const running = view.pair.filter(({ facts }) => facts.units[vip.unit]?.active === 'active');
  const ranked = running
    .map((node) => ({ host: node.host.name, priority: priorityOf(node, vip) }))
    .sort((a, b) => b.priority - a.priority);
  const best = ranked[0];
  if (best === undefined) return [];
  const wins = ranked.filter(({ priority }) => priority === best.priority).map(({ host }) => host);
  const stays = view.pair.some((node) => instanceOf(node, vip)?.preempts === false);
  const each = ranked.map(({ host, priority }) => `${host} ${priority}`).join(', ');
  const expected = wins.includes(holder);
  return [
    finding({
      id: 'expected-holder',
      title: `${vip.name} ${vip.address} is on the node that should hold it`,
      problems:
        expected || stays
          ? []
          : [`held by ${holder}, but ${wins.join(' or ')} should (effective priorities: ${each})`],
      warnings: !expected && stays ? [`nopreempt: it stays on ${holder} until that one fails`] : [],
      detail: `held by ${holder} (effective priorities: ${each})`,
      advice: `does ${wins[0] ?? ''} hear the other node, and is a preempt_delay running? journalctl -u keepalived; to move it: hadeploy switchover ${view.cluster.name}`,
    }),
  ];
}

/** With what the trackers add or take; FAULT holds nothing. */
function priorityOf(node: NodeView, vip: Vip): number {
  const running = runningInstanceOf(node, vip);
  if (running?.state === 'FAULT') return 0;
  return running?.effectivePriority ?? instanceOf(node, vip)?.priority ?? node.host.priority;
}
