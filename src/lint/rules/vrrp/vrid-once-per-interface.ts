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
    const seen = new Map<string, Known>();
    return declaredOn(node).flatMap((one) => {
      const { vrid, interface: link, vips } = one.instance;
      if (vrid === null) return [];
      const key = `${vrid} ${link ?? ''} ${familyOf(vips[0]?.address ?? '')}`;
      const known = seen.get(key) ?? { first: null, byPeer: new Map() };
      const rival = rivalOf(one, known);
      seen.set(key, known);
      known.first ??= one;
      for (const peer of peersOf(one)) {
        if (!known.byPeer.has(peer)) known.byPeer.set(peer, one);
      }
      if (rival === null) return [];
      return [
        {
          at: placeIn(one, 'virtual_router_id'),
          message: `${rival.instance.name} and ${one.instance.name} on ${node.name} both have VRID ${vrid}${link === null ? '' : ` on ${link}`}`,
        },
      ];
    });
  },
};

/** The instances with one VRID on one interface, as far as they are read. */
interface Known {
  first: Declared | null;
  /** The first that sends to a peer; the empty one: the first that sends to nobody in particular. */
  byPeer: Map<string, Declared>;
}

/** Unicast instances whose peers differ may share a VRID since 2.2.5; of an unknown version nothing is said. */
function rivalOf(one: Declared, { first, byPeer }: Known): Declared | null {
  const mayDiffer = isAtLeast(one.node.versions.keepalived, [2, 2, 5]) !== false;
  const ours = peersOf(one);
  if (!mayDiffer || ours.includes('')) return first;
  const shared = ['', ...ours].find((peer) => byPeer.has(peer));
  return shared === undefined ? null : (byPeer.get(shared) ?? null);
}

function peersOf({ instance: { unicast } }: Declared): string[] {
  const peers = unicast?.peers.map(canonical) ?? [];
  return peers.length > 0 ? peers : [''];
}
