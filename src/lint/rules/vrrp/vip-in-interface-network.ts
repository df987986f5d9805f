import { canonical } from '../../../core/address.ts';
import { familyOf, isLinkLocal, isWithin } from '../../address.ts';
import type { NodeRule } from '../../rule.ts';
import { addressesOf } from '../../view.ts';
import { declaredOn } from './declared.ts';

export const vipInInterfaceNetwork: NodeRule = {
  id: 'VRRP009',
  severity: 'warning',
  scope: 'node',
  title: 'a VIP is of a network that its interface has',
  why:
    'keepalived adds any address to any interface. One that belongs to no network there is answered for only where the ' +
    'neighbours have a route to it. keepalived -t says nothing.',
  fix: 'correct the VIP or its interface; where the VIP is routed to the nodes, allow this with the reason',
  source: 'measured',
  check(node) {
    const own = declaredOn(node);
    const vips = new Set(own.flatMap(({ instance }) => addressesOf(instance).map(canonical)));
    return own.flatMap(({ instance }) =>
      [...instance.vips, ...instance.excludedVips].flatMap((vip) => {
        const name = vip.dev ?? instance.interface;
        const link = node.node.interfaces?.find((one) => one.name === name);
        // What a master holds already says nothing of where it belongs.
        const networks = (link?.addresses ?? []).filter(
          ({ address }) =>
            !vips.has(canonical(address)) && familyOf(address) === familyOf(vip.address),
        );
        const isElsewhere =
          networks.length > 0 && !networks.some((one) => isWithin(vip.address, one));
        if (!isElsewhere || isLinkLocal(vip.address)) return [];
        const known = networks.map(({ address, prefixLength }) => `${address}/${prefixLength}`);
        return [
          {
            at: vip,
            message: `VIP ${vip.address} of ${instance.name} is in no network of ${name} on ${node.name} (${known.join(', ')})`,
          },
        ];
      }),
    );
  },
};
