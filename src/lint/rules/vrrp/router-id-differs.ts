import { last } from '../../../keepalived/config/find.ts';
import type { PairRule } from '../../rule.ts';
import { globalDefs } from './declared.ts';

export const routerIdDiffers: PairRule = {
  id: 'VRRP052',
  severity: 'note',
  scope: 'pair',
  title: 'each node has a router_id of its own',
  why: 'Mails and traps name the node by its router_id. With one for both, nobody knows which node changed.',
  fix: 'leave router_id out (the host name is the default), or name the node in it',
  source: 'keepalived.conf(5), router_id',
  check(pair) {
    const users = new Map<string, string>();
    return pair.nodes.flatMap((node) => {
      const id = node.keepalived?.model.global.routerId ?? null;
      if (id === null) return [];
      const other = users.get(id);
      users.set(id, other ?? node.name);
      if (other === undefined) return [];
      return [
        {
          at: last(globalDefs(node), 'router_id', 'lvs_id') ?? null,
          node: node.name,
          message: `router_id ${id} is of ${other} and of ${node.name}`,
        },
      ];
    });
  },
};
