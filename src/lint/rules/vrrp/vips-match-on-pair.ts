import { canonical } from '../../../core/address.ts';
import type { PairRule } from '../../rule.ts';
import { addressesOf } from '../../view.ts';
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
  check: (pair) =>
    comparisons(pair).flatMap(({ first, other }) => {
      const gone = missingIn(first, other);
      const added = missingIn(other, first);
      if (gone.length === 0 || added.length === 0) return [];
      return [
        {
          at: added[0] ?? placeIn(other, 'virtual_ipaddress'),
          node: other.node.name,
          message:
            swapped(first, other) ??
            `${called(first)} has VIP ${namesOf(gone)}, ${called(other)} has ${namesOf(added)} in its place: both will be master`,
        },
      ];
    }),
};

/** The VIP of another instance of the first node, where it is one. */
function swapped(first: Declared, other: Declared): string | null {
  const moved = missingIn(other, first);
  for (const holder of declaredOn(first.node)) {
    const held = new Set(addressesOf(holder.instance).map(canonical));
    const vip = moved.find(({ address }) => held.has(canonical(address)));
    if (vip === undefined) continue;
    return `VIPs are swapped: ${vip.address} is held by ${called(holder)} and by ${called(other)}: both nodes will be master`;
  }
  return null;
}
