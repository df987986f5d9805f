import { last } from '../../../keepalived/config/find.ts';
import type { PairRule } from '../../rule.ts';
import { called, comparisons } from './declared.ts';

export const nopreemptOnBoth: PairRule = {
  id: 'VRRP025',
  severity: 'warning',
  scope: 'pair',
  title: 'nopreempt is on both nodes or on none',
  why:
    'The node without it still takes the VIP from the other, so whether a failover is followed by a second one depends on ' +
    'which node had failed. keepalived judges one file at a time and sees nothing.',
  fix: 'nopreempt on both nodes, with state BACKUP on both',
  source: 'keepalived.conf(5), nopreempt; keepalived issue 1290',
  check: (pair) =>
    comparisons(pair)
      .filter(({ first, other }) => first.instance.nopreempt !== other.instance.nopreempt)
      .map(({ first, other }) => {
        const [has, lacks] = first.instance.nopreempt ? [first, other] : [other, first];
        return {
          at: last(has.body, 'nopreempt') ?? has.instance,
          node: has.node.name,
          message: `nopreempt is set for ${called(has)} and not for ${called(lacks)}`,
        };
      }),
};
