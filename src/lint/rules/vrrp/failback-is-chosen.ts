import type { PairRule } from '../../rule.ts';
import { called, counterparts, placeIn } from './declared.ts';
import { winnerOf } from './winner.ts';

export const failbackIsChosen: PairRule = {
  id: 'VRRP024',
  severity: 'note',
  scope: 'pair',
  title: 'the VIP moves back late, or not at all',
  why:
    'A preferred node without nopreempt or preempt_delay takes the VIP back the moment it returns: a second interruption ' +
    'for every failover, at a time when its service may not be warm.',
  fix: 'nopreempt on both nodes (with state BACKUP), or a preempt_delay longer than the warm-up of the service',
  source: 'keepalived.conf(5), preempt_delay',
  check: (pair) =>
    counterparts(pair).flatMap((group) => {
      const winner = winnerOf(group);
      const preferred = group.find(({ node }) => node.name === winner);
      if (preferred === undefined) return [];
      const { instance, node } = preferred;
      if (!instance.preempts || instance.preemptDelayMs > 0) return [];
      return [
        {
          at: placeIn(preferred, 'priority'),
          node: node.name,
          message: `${called(preferred)} takes its VIPs back as soon as it returns`,
        },
      ];
    }),
};
