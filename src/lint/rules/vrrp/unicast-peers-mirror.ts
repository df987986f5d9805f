import { isSameAddress } from '../../address.ts';
import type { Observation, PairRule } from '../../rule.ts';
import { called, comparisons, counterparts, placeIn, type Declared } from './declared.ts';

export const unicastPeersMirror: PairRule = {
  id: 'VRRP019',
  severity: 'error',
  scope: 'pair',
  title: 'both nodes send unicast, each to the address of the other',
  why:
    'A node that sends to another address than the one its peer has, or by multicast to a peer that waits for unicast, is ' +
    'not heard: both nodes become master. Each file alone is right, so keepalived -t passes both.',
  fix: "unicast_peer names the other node's unicast_src_ip, on both nodes",
  source: 'keepalived.conf(5), unicast_peer; measured',
  check: (pair) => [
    ...counterparts(pair).flat().flatMap(peersOfItself),
    ...comparisons(pair).flatMap(({ first, other }) => mixed(first, other)),
    ...counterparts(pair).flatMap((group) =>
      group.flatMap((one) => group.flatMap((other) => (one === other ? [] : unheard(one, other)))),
    ),
  ],
};

function peersOf({ instance }: Declared): string[] {
  return instance.unicast?.peers ?? [];
}

/** Addresses that are certainly its own. */
function addressesOf({ instance, node }: Declared): string[] {
  const source = instance.unicast?.source ?? null;
  return source === null ? node.node.addresses : [source];
}

function peersOfItself(one: Declared): Observation[] {
  const own = addressesOf(one);
  const self = peersOf(one).find((peer) => own.some((address) => isSameAddress(address, peer)));
  if (self === undefined) return [];
  return [
    {
      at: placeIn(one, 'unicast_peer'),
      node: one.node.name,
      message: `unicast_peer of ${called(one)} is its own address ${self}`,
    },
  ];
}

function mixed(first: Declared, other: Declared): Observation[] {
  const isUnicast = [first, other].map((one) => peersOf(one).length > 0);
  if (isUnicast[0] === isUnicast[1]) return [];
  const [unicast, multicast] = isUnicast[0] ? [first, other] : [other, first];
  return [
    {
      at: placeIn(other, 'unicast_peer', 'interface'),
      node: other.node.name,
      message: `${called(unicast)} sends to ${peersOf(unicast).join(', ')}, ${called(multicast)} by multicast: both will be master`,
    },
  ];
}

/** Whether one does not send to where the other certainly is. Peers that are its own address are told already. */
function unheard(one: Declared, other: Declared): Observation[] {
  const peers = peersOf(one);
  if (peers.length === 0 || peersOf(other).length === 0) return [];
  const source = other.instance.unicast?.source ?? null;
  const known = source === null ? allAddressesOf(other) : [source];
  const isHeard = peers.some((peer) => known.some((address) => isSameAddress(address, peer)));
  if (known.length === 0 || isHeard || peersOfItself(one).length > 0) return [];
  return [
    {
      at: placeIn(one, 'unicast_peer'),
      node: one.node.name,
      message: `${called(one)} sends to ${peers.join(', ')}, but ${other.node.name} has ${known.join(', ')}: it never hears it`,
    },
  ];
}

/** [] where only some of them are known. */
function allAddressesOf({ node }: Declared): string[] {
  const known = node.node.interfaces ?? [];
  return known.flatMap(({ addresses }) => addresses.map(({ address }) => address));
}
