import { last } from '../../../keepalived/config/find.ts';
import type { Statement } from '../../../keepalived/config/tree.ts';
import type { NodeRule } from '../../rule.ts';
import { called, declaredOn, globalDefs, placeIn } from './declared.ts';

export const unicastHasPeers: NodeRule = {
  id: 'VRRP036',
  severity: 'warning',
  scope: 'node',
  title: 'an instance that is meant for unicast has peers',
  why:
    'Without peers keepalived sends by multicast and says nothing up to 2.2.4; newer ones warn. In a network that takes ' +
    'no multicast both nodes become master.',
  fix: 'unicast_peer with the address of the other node; unicast_fault_no_peer (2.2.5) makes it a fault',
  source: 'keepalived.conf(5), unicast_fault_no_peer; measured',
  check: (node) => {
    const isFault = ({ keyword }: Statement): boolean => keyword === 'unicast_fault_no_peer';
    const areGuarded = globalDefs(node).some(isFault);
    return declaredOn(node).flatMap((one) => {
      const { instance, body } = one;
      const wants = last(body, 'unicast_src_ip', 'unicast_peer');
      const isGuarded = areGuarded || body.some(isFault);
      if (wants === undefined || isGuarded || (instance.unicast?.peers.length ?? 0) > 0) return [];
      return [
        {
          at: placeIn(one, 'unicast_src_ip', 'unicast_peer'),
          message: `${called(one)} has ${wants.keyword} but no peers: it sends by multicast`,
        },
      ];
    });
  },
};
