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

/**
 * What an instance has in common with one that is meant to be the same on another node: lists of marks, the surest
 * first. A name means nothing to keepalived, and a VRID may be the mistake: two of name, VRID and a VIP decide.
 */
function marksOf(one: InstanceModel): string[][] {
  const { name } = one;
  const vips = [...new Set(addressesOf(one).map(canonical))];
  const vrids = one.vrid === null ? [] : [one.vrid];
  const family = familyOf(one.vips[0]?.address ?? '');
  return [
    [
      ...vrids.map((vrid) => `name and VRID: ${name} ${vrid}`),
      ...vips.map((vip) => `name and VIP: ${name} ${vip}`),
      ...vrids.flatMap((vrid) => vips.map((vip) => `VRID and VIP: ${vrid} ${vip}`)),
    ],
    vips.map((vip) => `VIP: ${vip}`),
    [`name: ${name}`],
    vrids.map((vrid) => `VRID on a link: ${vrid} ${family} ${one.interface ?? ''}`),
  ];
}

interface Marked extends Owned {
  marks: string[][];
}

const known = new WeakMap<PairView, Owned[][]>();

/**
 * Instances that are meant to be one, on different nodes: what they have in common of name, VRID and VIPs tells. Each
 * in the order of the nodes; one that no other node has stands alone. There may be thousands.
 */
export function partners(pair: PairView): Owned[][] {
  const groups = known.get(pair) ?? groupsOf(pair);
  known.set(pair, groups);
  return groups;
}

function groupsOf(pair: PairView): Owned[][] {
  const groups: Owned[][] = [];
  const byMark = new Map<string, Owned[][]>();
  for (const node of pair.nodes) {
    const own = instancesOn(node).map((one) => ({ ...one, marks: marksOf(one.instance) }));
    const placed = placesOf(own, byMark);
    for (const { marks, ...one } of own) {
      const group = placed.get(one.instance) ?? [];
      if (group.length === 0) groups.push(group);
      group.push(one);
      for (const mark of marks.flat()) {
        const marked = byMark.get(mark);
        if (marked) marked.push(group);
        else byMark.set(mark, [group]);
      }
    }
  }
  return groups;
}

/** The group of earlier nodes' instances that each of one node's belongs to; a group takes one of a node. */
function placesOf(
  own: readonly Marked[],
  byMark: ReadonlyMap<string, Owned[][]>,
): Map<InstanceModel, Owned[]> {
  const placed = new Map<InstanceModel, Owned[]>();
  const free = freeGroups(byMark);
  for (const [rank] of own[0]?.marks.entries() ?? []) {
    for (const { instance, marks } of own) {
      const group = placed.has(instance) ? null : free.take(marks[rank] ?? []);
      if (group !== null) placed.set(instance, group);
    }
  }
  return placed;
}

/** Groups that no instance of the node has taken yet. What is taken is passed over once, however often it is asked for. */
function freeGroups(byMark: ReadonlyMap<string, Owned[][]>) {
  const taken = new Set<Owned[]>();
  const passed = new Map<string, number>();
  const first = (mark: string): Owned[] | null => {
    const groups = byMark.get(mark) ?? [];
    let at = passed.get(mark) ?? 0;
    let group = groups[at];
    while (group !== undefined && taken.has(group)) {
      at += 1;
      group = groups[at];
    }
    passed.set(mark, at);
    return group ?? null;
  };
  return {
    take(marks: readonly string[]): Owned[] | null {
      for (const mark of marks) {
        const group = first(mark);
        if (group === null) continue;
        taken.add(group);
        return group;
      }
      return null;
    },
  };
}
