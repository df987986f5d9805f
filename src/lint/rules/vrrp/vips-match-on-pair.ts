import { canonical } from '../../../core/address.ts';
import type { PairRule } from '../../rule.ts';
import { addressesOf, type NodeView } from '../../view.ts';
import { called, comparisons, declaredOn, placeIn, type Declared } from './declared.ts';
import { missingIn, namesOf } from './vip-sets.ts';

export const vipsMatchOnPair: PairRule = {
  id: 'VRRP005',
  severity: 'error',
  scope: 'pair',
  title: 'an instance has the same VIPs on both nodes',
  why:
    'The VIPs are part of each advertisement. One with other VIPs is dropped (keepalived 2.0 and newer): both nodes ' +
    'become master. Up to 1.4.5 it keeps the backup waiting, and it never takes over. keepalived judges one file at ' +
    'a time and sees nothing.',
  fix: 'the same virtual_ipaddress block on both nodes',
  source: 'measured; keepalived 1.3.5 and 2.0.0, vrrp.c',
  check: (pair) => {
    const holders = new Map(pair.nodes.map((node) => [node, holdersOn(node)] as const));
    return comparisons(pair).flatMap(({ first, other }) => {
      const gone = missingIn(first, other);
      const added = missingIn(other, first);
      if (gone.length === 0 || added.length === 0) return [];
      return [
        {
          at: added[0] ?? placeIn(other, 'virtual_ipaddress'),
          node: other.node.name,
          message:
            swapped(first, other, holders.get(first.node)) ??
            `${called(first)} has VIP ${namesOf(gone)}, ${called(other)} has ${namesOf(added)} in its place: both will be master`,
        },
      ];
    });
  },
};

type Holders = ReadonlyMap<string, Declared>;

/** The first instance of a node that has each VIP. */
function holdersOn(node: NodeView): Holders {
  const held = declaredOn(node).flatMap((one) =>
    addressesOf(one.instance).map((address) => [canonical(address), one] as const),
  );
  return new Map(held.reverse());
}

/** The VIP of another instance of the first node, where it is one. */
function swapped(first: Declared, other: Declared, holders?: Holders): string | null {
  for (const vip of missingIn(other, first)) {
    const holder = holders?.get(canonical(vip.address));
    if (holder === undefined) continue;
    return `VIPs are swapped: ${vip.address} is held by ${called(holder)} and by ${called(other)}: both nodes will be master`;
  }
  return null;
}
