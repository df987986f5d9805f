import { isAtLeast } from '../../../keepalived/version.ts';
import { canonical } from '../../../core/address.ts';
import { familyOf } from '../../address.ts';
import type { NodeRule } from '../../rule.ts';
import { declaredOn, placeIn, type Declared } from './declared.ts';

export const vridOncePerInterface: NodeRule = {
  id: 'VRRP004',
  severity: 'error',
  scope: 'node',
  title: 'no two instances of one interface have the same VRID',
  why:
    'The VRID is how advertisements are told apart. keepalived refuses the second instance, and its VIP is on no node; ' +
    'a pair whose files were never checked with keepalived -t shows it only in the log.',
  fix: 'a virtual_router_id of its own for each instance',
  source: 'measured; keepalived 2.2.5 for unicast instances with other peers',
  check(node) {
    const seen = new Map<string, Declared[]>();
    return declaredOn(node).flatMap((one) => {
      const { vrid, interface: link, vips } = one.instance;
      if (vrid === null) return [];
      const key = `${vrid} ${link ?? ''} ${familyOf(vips[0]?.address ?? '')}`;
      const earlier = seen.get(key) ?? [];
      const rival = earlier.find((other) => !areApart(one, other));
      if (earlier.length === 0) seen.set(key, earlier);
      earlier.push(one);
      if (rival === undefined) return [];
      return [
        {
          at: placeIn(one, 'virtual_router_id'),
          message: `${rival.instance.name} and ${one.instance.name} on ${node.name} both have VRID ${vrid}${link === null ? '' : ` on ${link}`}`,
        },
      ];
    });
  },
};

/** Unicast instances whose peers differ may share one since 2.2.5; of an unknown version nothing is said. */
function areApart({ node, instance }: Declared, other: Declared): boolean {
  if (isAtLeast(node.versions.keepalived, [2, 2, 5]) === false) return false;
  const ours = instance.unicast?.peers.map(canonical) ?? [];
  const theirs = new Set(other.instance.unicast?.peers.map(canonical));
  return ours.length > 0 && theirs.size > 0 && !ours.some((peer) => theirs.has(peer));
}
