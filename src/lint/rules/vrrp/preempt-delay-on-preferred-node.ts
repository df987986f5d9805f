import { effectivePriority, isWeighted } from '../../../keepalived/timing/election.ts';
import type { PairRule } from '../../rule.ts';
import { called, comparisons, placeIn } from './declared.ts';

export const preemptDelayOnPreferredNode: PairRule = {
  id: 'VRRP023',
  severity: 'warning',
  scope: 'pair',
  title: 'preempt_delay does not hold up a failover by weight',
  why:
    'With a weight the takeover of the lower node is a preemption too: it waits preempt_delay, then another master-down ' +
    'interval, while clients get errors.',
  fix: 'preempt_delay on the preferred node only, and weight 0 for the check',
  source: 'keepalived, vrrp.c; measured (12.4 s for a delay of 8 s)',
  check: (pair) =>
    comparisons(pair).flatMap(({ first, other }) => {
      const [one, two] = [first, other].map(({ instance }) => effectivePriority(instance).priority);
      const [upper, lower] = (one ?? 0) >= (two ?? 0) ? [first, other] : [other, first];
      const weighted = upper.instance.tracks.find((track) => isWeighted(track, upper.instance));
      const { preemptDelayMs, preempts } = lower.instance;
      if (one === two || weighted === undefined || preemptDelayMs === 0 || !preempts) return [];
      return [
        {
          at: placeIn(lower, 'preempt_delay'),
          node: lower.node.name,
          message: `${called(lower)} waits ${preemptDelayMs / 1000} s before it takes over when ${weighted.name} (weight ${weighted.weight}) fails on ${upper.node.name}`,
        },
      ];
    }),
};
