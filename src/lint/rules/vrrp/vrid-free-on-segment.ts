import { canonical } from '../../../core/address.ts';
import { familyOf, isHost, isLinkLocal, isWithin, type Network } from '../../address.ts';
import type { Observation, ProjectRule } from '../../rule.ts';
import type { PairView } from '../../view.ts';
import { called, declaredOn, placeIn, type Declared } from './declared.ts';

interface Member extends Declared {
  cluster: string;
}

export const vridFreeOnSegment: ProjectRule = {
  id: 'VRRP002',
  severity: 'error',
  scope: 'project',
  title: 'no two clusters of one segment have the same VRID, and none the same VIP',
  why:
    'Two clusters with one VRID on one segment take each other for members: advertisements with other VIPs are dropped, ' +
    'the log fills, and on old versions a backup that hears them never takes over. A VIP that two clusters hold is a ' +
    'duplicate address. Each keepalived knows only its own file.',
  fix: 'a VRID of its own for each cluster on the segment, a VIP in one cluster only',
  source: 'measured; keepalived issue 2444; kubeasz issue 126',
  check(clusters) {
    const members = clusters.map(membersOf);
    return [...sharedVips(members), ...sharedVrids(members)];
  },
};

function membersOf(pair: PairView, index: number): Member[] {
  const cluster = pair.cluster ?? `cluster ${index + 1}`;
  return pair.nodes.flatMap(declaredOn).map((one) => ({ ...one, cluster }));
}

/** Each VIP once for each further cluster that has it. */
function sharedVips(clusters: Member[][]): Observation[] {
  const holders = new Map<string, Member>();
  return clusters.flatMap((members) => {
    const told = new Set<string>();
    const own = new Set(members);
    return members.flatMap((member) =>
      [...member.instance.vips, ...member.instance.excludedVips].flatMap((vip) => {
        const address = canonical(vip.address);
        const holder = holders.get(address);
        if (holder === undefined) holders.set(address, member);
        const isOwn = holder === undefined || own.has(holder);
        if (isOwn || isLinkLocal(address) || told.has(address)) return [];
        told.add(address);
        return [
          {
            at: vip,
            node: member.node.name,
            message: `VIP ${vip.address} is held by ${called(member)} (${member.cluster}) and by ${called(holder)} (${holder.cluster})`,
          },
        ];
      }),
    );
  });
}

/** Unicast instances are heard by their peers only. */
function sharedVrids(clusters: Member[][]): Observation[] {
  const earlier = new Map<string, Member[]>();
  return clusters.flatMap((members) => {
    const own = members.filter(({ instance }) => instance.vrid !== null && !instance.unicast);
    const found = firstOfEach(own).flatMap((member) => {
      const rivals = earlier.get(keyOf(member)) ?? [];
      const near = rivals.find((one) => areNeighbours(segmentOf(one), segmentOf(member)));
      const likely = near ?? rivals.find((one) => mayBeNeighbours(one, member));
      if (likely === undefined) return [];
      return [
        {
          at: placeIn(member, 'virtual_router_id'),
          node: member.node.name,
          message: `VRID ${member.instance.vrid} is used by ${called(member)} (${member.cluster}) and by ${called(likely)} (${likely.cluster}), with addresses of one network`,
          ...(near === undefined && { severity: 'warning' as const }),
        },
      ];
    });
    for (const member of firstOfEach(own)) {
      const known = earlier.get(keyOf(member));
      if (known) known.push(member);
      else earlier.set(keyOf(member), [member]);
    }
    return found;
  });
}

/** A cluster's nodes have each VRID alike. */
function firstOfEach(members: Member[]): Member[] {
  return [...new Map([...members].reverse().map((one) => [keyOf(one), one])).values()].reverse();
}

function keyOf({ instance }: Member): string {
  return `${instance.vrid} ${familyOf(instance.vips[0]?.address ?? '')}`;
}

function areNeighbours(ours: Network[], theirs: Network[]): boolean {
  return ours.some((a) => theirs.some((b) => isWithin(a.address, b) || isWithin(b.address, a)));
}

/** The networks of its interface where they are known, else those of its VIPs. */
function segmentOf(member: Member): Network[] {
  const { node, instance } = member;
  const link = node.node.interfaces?.find(({ name }) => name === instance.interface);
  return networksOf(link?.addresses ?? instance.vips);
}

/** The nodes' own addresses may be those of another interface. */
function mayBeNeighbours(one: Member, other: Member): boolean {
  if (one.node.node.interfaces && other.node.node.interfaces) return false;
  return areNeighbours(ownOf(one), ownOf(other));
}

function ownOf({ node }: Member): Network[] {
  return networksOf(node.node.addresses.map((address) => ({ address, prefixLength: 128 })));
}

/** An address that says no mask is taken for one of a /24, an IPv6 one of a /64. Link-local ones are on every segment. */
function networksOf(addresses: readonly Network[]): Network[] {
  return addresses
    .filter(({ address }) => !isLinkLocal(address))
    .map((one) =>
      isHost(one)
        ? { address: one.address, prefixLength: familyOf(one.address) === 4 ? 24 : 64 }
        : one,
    );
}
