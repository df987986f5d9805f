import type { Observation, PairRule } from '../../rule.ts';
import { called, comparisons, counterparts, placeIn, type Declared } from './declared.ts';

const KEYWORD = 'virtual_router_id';

export const vridMatchesOnPair: PairRule = {
  id: 'VRRP001',
  severity: 'error',
  scope: 'pair',
  title: 'an instance has the same VRID on both nodes',
  why:
    'Routers with different VRIDs do not hear each other: both become master, both hold the VIP, and clients talk to ' +
    'whichever answered ARP last. keepalived judges one file at a time and sees nothing.',
  fix: 'one virtual_router_id from 1 to 255 for each VIP, the same on both nodes',
  source: 'RFC 5798, section 5.2.3; measured',
  check: (pair) => [
    ...counterparts(pair).flat().flatMap(unusable),
    ...comparisons(pair)
      .filter(({ first, other }) => isUsable(first) && isUsable(other))
      .filter(({ first, other }) => first.instance.vrid !== other.instance.vrid)
      .map(({ first, other }) => ({
        at: placeIn(other, KEYWORD),
        node: other.node.name,
        message: `${called(first)} has VRID ${first.instance.vrid}, ${called(other)} has VRID ${other.instance.vrid}: both will be master`,
      })),
  ],
};

function isUsable({ instance: { vrid } }: Declared): boolean {
  return vrid !== null && Number.isInteger(vrid) && vrid >= 1 && vrid <= 255;
}

/** keepalived leaves the instance out: the VIP is on no node, or only on the other one. */
function unusable(one: Declared): Observation[] {
  if (isUsable(one)) return [];
  const { vrid } = one.instance;
  const what =
    vrid === null ? 'has no virtual_router_id' : `has VRID ${vrid}, which is not 1 to 255`;
  return [
    {
      at: placeIn(one, KEYWORD),
      node: one.node.name,
      message: `${called(one)} ${what}: keepalived does not run it`,
    },
  ];
}
