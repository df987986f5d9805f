import { last } from '../../../keepalived/config/find.ts';
import type { NodeRule } from '../../rule.ts';
import { called, declaredOn, placeIn, type Declared } from './declared.ts';

export const preemptionSettingsCount: NodeRule = {
  id: 'VRRP022',
  severity: 'warning',
  scope: 'node',
  title: 'nopreempt and preempt_delay stand where they count',
  why:
    'keepalived clears both with state MASTER and with priority 255, and nopreempt leaves preempt_delay nothing to do. ' +
    'The VIP then moves back as soon as the node returns, and every connection is cut once more.',
  fix: 'state BACKUP on both nodes; nopreempt or preempt_delay, not both',
  source: 'keepalived.conf(5), nopreempt; measured',
  check: (node) =>
    declaredOn(node).flatMap((one) => {
      const problem = problemOf(one);
      if (problem === null) return [];
      return [
        {
          at: placeIn(one, 'nopreempt', 'preempt_delay'),
          message: `${called(one)} has ${problem}`,
        },
      ];
    }),
};

function problemOf({ instance, body }: Declared): string | null {
  const delays = last(body, 'preempt_delay') !== undefined;
  const set = instance.nopreempt ? 'nopreempt' : 'preempt_delay';
  if (!instance.nopreempt && !delays) return null;
  if (instance.state === 'MASTER') return `${set} with state MASTER: keepalived clears it`;
  if (instance.priority === 255) return `${set} with priority 255: the owner always takes over`;
  if (instance.nopreempt && delays) {
    return 'nopreempt and preempt_delay: it never preempts, so the delay counts nothing';
  }
  return null;
}
