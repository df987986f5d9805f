import { canonical } from '../../../core/address.ts';
import type { PairRule } from '../../rule.ts';
import { comparisons } from './declared.ts';

export const vipMaskMatchesOnPair: PairRule = {
  id: 'VRRP008',
  severity: 'note',
  scope: 'pair',
  title: 'a VIP has the same mask on both nodes',
  why:
    'VRRP does not carry the mask, so nothing complains; but after a failover the node has other routes than the one ' +
    'before, which shows as a fault that depends on who is master.',
  fix: 'the same mask on both nodes; /32 where the network is on the interface already',
  source: 'measured',
  check: (pair) =>
    comparisons(pair).flatMap(({ first, other }) => {
      const masks = new Map(
        first.instance.vips.map((vip) => [canonical(vip.address), vip.prefixLength]),
      );
      return other.instance.vips.flatMap((vip) => {
        const mask = masks.get(canonical(vip.address));
        if (mask === undefined || mask === vip.prefixLength) return [];
        return [
          {
            at: vip,
            node: other.node.name,
            message: `VIP ${vip.address} is /${mask} on ${first.node.name} and /${vip.prefixLength} on ${other.node.name}`,
          },
        ];
      });
    }),
};
