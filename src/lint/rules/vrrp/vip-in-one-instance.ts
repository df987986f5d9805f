import { canonical } from '../../../core/address.ts';
import { isLinkLocal } from '../../address.ts';
import type { NodeRule } from '../../rule.ts';
import { declaredOn } from './declared.ts';

export const vipInOneInstance: NodeRule = {
  id: 'VRRP007',
  severity: 'error',
  scope: 'node',
  title: 'a VIP is in one instance only',
  why:
    'Two instances add and remove the same address. Whichever becomes backup takes it away from the other, which goes ' +
    'on believing that it serves. keepalived -t says nothing.',
  fix: 'leave the VIP in one of the instances',
  source: 'measured',
  check(node) {
    const holders = new Map<string, string>();
    return declaredOn(node).flatMap(({ instance }) =>
      [...instance.vips, ...instance.excludedVips].flatMap((vip) => {
        // The same link-local address may be on each interface.
        const link = isLinkLocal(vip.address) ? (vip.dev ?? instance.interface ?? '') : '';
        const key = `${canonical(vip.address)} ${link}`;
        const holder = holders.get(key) ?? instance.name;
        holders.set(key, holder);
        if (holder === instance.name) return [];
        return [
          {
            at: vip,
            message: `VIP ${vip.address} is in ${holder} and in ${instance.name} on ${node.name}`,
          },
        ];
      }),
    );
  },
};
