import { all, argument, inside } from '../../../keepalived/config/find.ts';
import { isAtLeast } from '../../../keepalived/version.ts';
import type { NodeRule } from '../../rule.ts';

export const processWeightIsSaid: NodeRule = {
  id: 'SCR031',
  severity: 'note',
  scope: 'node',
  title: 'a vrrp_track_process says its weight',
  why:
    'Manuals before keepalived 2.3 say that the weight is 1 where none is given. It is 0: the end of the process is a ' +
    'fault, not one point of priority.',
  fix: 'weight 0 for a fault, or the number that is meant',
  source: 'keepalived 2.3.0, release notes',
  check: (node) => {
    if (isAtLeast(node.versions.keepalived, [2, 3]) === true) return [];
    const blocks = all(node.keepalived?.statements ?? [], 'vrrp_track_process', 'vrrp_process');
    return blocks
      .filter((one) => all(inside(one), 'weight').length === 0)
      .map((one) => ({
        at: one,
        message: `${argument(one) ?? ''} on ${node.name} says no weight: it is 0`,
      }));
  },
};
