import type { NodeRule } from '../../rule.ts';
import { called, declaredOn, placeIn } from './declared.ts';

export const unicastWithoutStrict: NodeRule = {
  id: 'VRRP032',
  severity: 'error',
  scope: 'node',
  title: 'an instance with unicast peers is not strict',
  why:
    'The RFC knows no unicast, so strict mode removes the instance: the VIP is on no node. The daemon goes on with the ' +
    'others and tells it in the log only.',
  fix: 'remove vrrp_strict, or the unicast peers',
  source: 'keepalived, vrrp.c (vrrp_complete_instance)',
  check: (node) =>
    declaredOn(node)
      .filter(({ instance }) => instance.strict && (instance.unicast?.peers.length ?? 0) > 0)
      .map((one) => ({
        at: placeIn(one, 'unicast_peer'),
        message: `${called(one)} has unicast peers in strict mode: keepalived removes it`,
      })),
};
