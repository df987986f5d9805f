import type { NodeRule } from '../../rule.ts';
import { isOn, serverOptionsOf } from './option-files.ts';

const sides = ['rpl_semi_sync_master_enabled', 'rpl_semi_sync_slave_enabled'] as const;

export const semiSyncIsOnBothSides: NodeRule = {
  id: 'SQL004',
  severity: 'warning',
  scope: 'node',
  title: 'semi-synchronous replication is on as primary and as replica',
  why:
    'With one side of it only, the node does not wait, or does not acknowledge: replication goes on, but rows that a client ' +
    'was told of are lost with the node that has them. After a failover the sides are exchanged, so each node needs both.',
  fix: 'rpl_semi_sync_master_enabled = ON and rpl_semi_sync_slave_enabled = ON on both nodes',
  source: 'MariaDB documentation, semisynchronous replication',
  check(node) {
    const options = serverOptionsOf(node);
    const on = sides.find((side) => isOn(options.get(side)));
    const off = sides.find((side) => !isOn(options.get(side)));
    if (on === undefined || off === undefined) return [];
    return [{ at: options.get(on) ?? null, message: `${on} is on, ${off} is not` }];
  },
};
