import { all, argument, inside } from '../../../keepalived/config/find.ts';
import type { NodeRule } from '../../rule.ts';

export const notifyInOrder: NodeRule = {
  id: 'NTF004',
  severity: 'note',
  scope: 'node',
  title: 'notify scripts whose order counts are told through a fifo',
  why:
    'keepalived starts notify scripts and does not wait for them: where an instance changes its state twice in a second, ' +
    'the script for backup may end after the one for master.',
  fix: 'vrrp_notify_fifo and vrrp_notify_fifo_script in global_defs (keepalived 1.3.6 and newer)',
  source: 'keepalived.conf(5), vrrp_notify_fifo',
  check: (node) => {
    const statements = node.keepalived?.statements ?? [];
    const defs = all(statements, 'global_defs').flatMap(inside);
    if (all(defs, 'vrrp_notify_fifo', 'notify_fifo').length > 0) return [];
    return all(statements, 'vrrp_instance', 'vrrp_sync_group').flatMap((one) => {
      const [first, second] = all(inside(one), 'notify_master', 'notify_backup', 'notify_fault');
      return first === undefined || second === undefined
        ? []
        : [
            {
              at: first,
              message: `${argument(one) ?? ''} on ${node.name} has several notify scripts, which may overtake each other`,
            },
          ];
    });
  },
};
