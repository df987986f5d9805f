import { last } from '../../../keepalived/config/find.ts';
import type { NodeRule } from '../../rule.ts';
import { called, declaredOn, globalDefs, placeIn } from './declared.ts';

export const interfaceExists: NodeRule = {
  id: 'VRRP034',
  severity: 'error',
  scope: 'node',
  title: 'the interface of an instance is there, and is no loopback',
  why:
    'A start with a missing interface fails, and a reload ends keepalived and leaves its VIPs behind, so that they are on ' +
    'both nodes. VRRP over a loopback reaches nobody.',
  fix: 'the name that ip link shows on this node; it may differ between the nodes',
  source: 'measured',
  check(node) {
    const known = node.node.interfaces?.map(({ name }) => name);
    const mayCome = last(globalDefs(node), 'dynamic_interfaces') !== undefined;
    return declaredOn(node).flatMap((one) => {
      const { interface: name, unicast } = one.instance;
      if (name === null) return [];
      const at = placeIn(one, 'interface');
      if (known !== undefined && !known.includes(name) && !mayCome) {
        const message = `${called(one)} is on ${name}; ${node.name} has ${known.join(', ')}`;
        return [{ at, message }];
      }
      if (name !== 'lo' || unicast !== null) return [];
      return [
        {
          at,
          message: `${called(one)} is on lo: its advertisements leave the node nowhere`,
          severity: 'warning' as const,
        },
      ];
    });
  },
};
