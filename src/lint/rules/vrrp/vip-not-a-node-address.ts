import { isSameAddress } from '../../address.ts';
import type { PairRule } from '../../rule.ts';
import { counterparts } from './declared.ts';

export const vipNotANodeAddress: PairRule = {
  id: 'VRRP010',
  severity: 'error',
  scope: 'pair',
  title: "a VIP is not a node's own address",
  why:
    'The node keeps its own address whoever is master: the VIP is on two machines as soon as the other one takes over, ' +
    'and keepalived removes the address under the node when it becomes backup. keepalived -t says nothing.',
  fix: 'take a free address for the VIP',
  source: 'measured; RFC 5798, section 6.1 (only the owner, priority 255, may have it)',
  check: (pair) =>
    counterparts(pair)
      .filter((group) => group.every(({ instance }) => instance.priority !== 255))
      .flat()
      .flatMap(({ node, instance }) =>
        [...instance.vips, ...instance.excludedVips].flatMap((vip) => {
          const owner = pair.nodes.find((one) =>
            one.node.addresses.some((address) => isSameAddress(address, vip.address)),
          );
          if (owner === undefined) return [];
          return [
            {
              at: vip,
              node: node.name,
              message: `VIP ${vip.address} of ${instance.name} is the own address of ${owner.name}`,
            },
          ];
        }),
      ),
};
