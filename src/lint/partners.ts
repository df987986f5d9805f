import type { InstanceModel } from '../keepalived/model/types.ts';
import { canonical } from '../core/address.ts';
import { familyOf } from './address.ts';
import type { NodeView, Owned, PairView } from './view.ts';

/** Every instance of every node. */
export function instancesOf(pair: PairView): Owned[] {
  return pair.nodes.flatMap(instancesOn);
}

function instancesOn(node: NodeView): Owned[] {
  return (node.keepalived?.model.instances ?? []).map((instance) => ({ node, instance }));
}

/** All VIPs, the excluded ones too. */
export function addressesOf({ vips, excludedVips }: InstanceModel): string[] {
  return [...vips, ...excludedVips].map(({ address }) => address);
}

type Likeness = (one: InstanceModel, other: InstanceModel) => boolean;

const sameName: Likeness = (one, other) => one.name === other.name;
const sameVrid: Likeness = (one, other) => one.vrid !== null && one.vrid === other.vrid;
const sharedVip: Likeness = (one, other) => {
  const theirs = new Set(addressesOf(other).map(canonical));
  return addressesOf(one).some((address) => theirs.has(canonical(address)));
};

/** The surest first. A name means nothing to keepalived, and a VRID may be the mistake: two of three decide. */
const likenesses: readonly Likeness[] = [
  (one, other) => [sameName, sameVrid, sharedVip].filter((alike) => alike(one, other)).length >= 2,
  sharedVip,
  sameName,
  (one, other) =>
    sameVrid(one, other) && one.interface === other.interface && family(one) === family(other),
];

function family({ vips }: InstanceModel): number {
  return familyOf(vips[0]?.address ?? '');
}

/**
 * Instances that are meant to be one, on different nodes: what they have in common of name, VRID and VIPs tells. Each
 * in the order of the nodes; one that no other node has stands alone.
 */
export function partners(pair: PairView): Owned[][] {
  const groups: Owned[][] = [];
  const byMark = new Map<string, Owned[][]>();
  for (const node of pair.nodes) {
    const own = instancesOn(node);
    const placed = placesOf(own, byMark);
    for (const one of own) {
      const group = placed.get(one) ?? [];
      if (group.length === 0) groups.push(group);
      group.push(one);
      for (const mark of marksOf(one)) {
        const marked = byMark.get(mark);
        if (marked) marked.push(group);
        else byMark.set(mark, [group]);
      }
    }
  }
  return groups;
}

/** The group of earlier nodes' instances that each of one node's belongs to; a group takes one of a node. */
function placesOf(own: Owned[], byMark: Map<string, Owned[][]>): Map<Owned, Owned[]> {
  const placed = new Map<Owned, Owned[]>();
  const taken = new Set<Owned[]>();
  for (const alike of likenesses) {
    for (const one of own) {
      if (placed.has(one)) continue;
      const group = marksOf(one)
        .flatMap((mark) => byMark.get(mark) ?? [])
        .find(
          (others) =>
            !taken.has(others) && others.some((other) => alike(other.instance, one.instance)),
        );
      if (group === undefined) continue;
      placed.set(one, group);
      taken.add(group);
    }
  }
  return placed;
}

/** What a partner has at least one of. */
function marksOf({ instance }: Owned): string[] {
  return [
    `name ${instance.name}`,
    `vrid ${instance.vrid ?? ''}`,
    ...addressesOf(instance).map((address) => `vip ${canonical(address)}`),
  ];
}
