import { last } from '../../../keepalived/config/find.ts';
import type { NodeRule } from '../../rule.ts';
import { called, declaredOn, placeIn } from './declared.ts';

export const unicastSourceChecked: NodeRule = {
  id: 'VRRP037',
  severity: 'note',
  scope: 'node',
  title: 'unicast advertisements are taken from the peers only',
  why:
    'Without the check keepalived takes a unicast advertisement from any address: a leftover node, or anybody in the ' +
    'network, can take part in the election.',
  fix: 'check_unicast_src in the instance (2.1 and newer), vrrp_check_unicast_src in global_defs before',
  source: 'keepalived.conf(5), vrrp_check_unicast_src',
  check(node) {
    if (node.keepalived?.model.global.checkUnicastSource) return [];
    return declaredOn(node)
      .filter(({ instance }) => (instance.unicast?.peers.length ?? 0) > 0)
      .filter(({ body }) => last(body, 'check_unicast_src') === undefined)
      .map((one) => ({
        at: placeIn(one, 'unicast_peer'),
        message: `${called(one)} takes unicast advertisements from any address`,
      }));
  },
};
