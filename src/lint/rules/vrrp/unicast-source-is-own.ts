import { isSameAddress } from '../../address.ts';
import type { PairRule } from '../../rule.ts';
import type { NodeView, PairView } from '../../view.ts';
import { called, counterparts, placeIn } from './declared.ts';

export const unicastSourceIsOwn: PairRule = {
  id: 'VRRP035',
  severity: 'error',
  scope: 'pair',
  title: 'unicast_src_ip is an address of the node',
  why:
    'A node that cannot send from the address stays in FAULT for good: it never takes over. keepalived -t does not look ' +
    'at the addresses of the machine.',
  fix: "the node's own address in unicast_src_ip, the other's in unicast_peer",
  source: 'measured',
  check: (pair) =>
    counterparts(pair).flatMap((group) =>
      group.flatMap((one, index) => {
        const source = one.instance.unicast?.source ?? null;
        if (source === null || has(one.node, source) === true) return [];
        const owner = ownerOf(source, one.node, pair);
        const twin = group
          .slice(0, index)
          .find(({ instance }) => isSameAddress(instance.unicast?.source ?? '', source));
        const problem =
          owner !== undefined
            ? `which is of ${owner.name}`
            : twin !== undefined
              ? `as ${called(twin)} has`
              : has(one.node, source) === false
                ? 'which the node does not have'
                : null;
        if (problem === null) return [];
        return [
          {
            at: placeIn(one, 'unicast_src_ip', 'mcast_src_ip'),
            node: one.node.name,
            message: `${called(one)} sends from ${source}, ${problem}`,
          },
        ];
      }),
    ),
};

/** null: not known. */
function has({ node }: NodeView, address: string): boolean | null {
  const isKnown = (known: string) => isSameAddress(known, address);
  if (node.addresses.some(isKnown)) return true;
  if (node.interfaces === null) return null;
  return node.interfaces.some(({ addresses }) => addresses.some((one) => isKnown(one.address)));
}

function ownerOf(address: string, but: NodeView, { nodes }: PairView): NodeView | undefined {
  return nodes.find((node) => node !== but && has(node, address) === true);
}
