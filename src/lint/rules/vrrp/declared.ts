import type { Place } from '../../../core/place.ts';
import { all, inside, last } from '../../../keepalived/config/find.ts';
import type { Statement } from '../../../keepalived/config/tree.ts';
import { partners, type NodeView, type Owned, type PairView } from '../../view.ts';

/** An instance with the statements that it is made of. */
export interface Declared extends Owned {
  body: readonly Statement[];
}

const known = new WeakMap<NodeView, Declared[]>();

export function declaredOn(node: NodeView): Declared[] {
  const declared = known.get(node) ?? readOn(node);
  known.set(node, declared);
  return declared;
}

function readOn(node: NodeView): Declared[] {
  const blocks = all(node.keepalived?.statements ?? [], 'vrrp_instance');
  return (node.keepalived?.model.instances ?? []).map((instance, index) => ({
    node,
    instance,
    body: inside(blocks[index]),
  }));
}

/** As those of a node: half of the rules ask for them. */
const paired = new WeakMap<PairView, Declared[][]>();

/** `partners`, with their statements. */
export function counterparts(pair: PairView): Declared[][] {
  const groups = paired.get(pair) ?? pairedIn(pair);
  paired.set(pair, groups);
  return groups;
}

function pairedIn(pair: PairView): Declared[][] {
  const declared = new Map(
    pair.nodes.flatMap(declaredOn).map((one) => [one.instance, one] as const),
  );
  return partners(pair).map((group) =>
    group.flatMap(({ instance }) => declared.get(instance) ?? []),
  );
}

/** Each further node's instance beside the one of the first node. */
export function comparisons(pair: PairView): { first: Declared; other: Declared }[] {
  return counterparts(pair).flatMap(([first, ...others]) =>
    first === undefined ? [] : others.map((other) => ({ first, other })),
  );
}

/** The statement that counts of some keywords; the instance itself where it has none. */
export function placeIn({ body, instance }: Declared, ...keywords: string[]): Place {
  return last(body, ...keywords) ?? instance;
}

/** "VI_1 on lb01" */
export function called({ instance, node }: Owned): string {
  return `${instance.name} on ${node.name}`;
}

/** The statement of `global_defs` that counts, on each node. */
export function globalPlaces(
  pair: PairView,
  keyword: string,
): Map<NodeView, Statement | undefined> {
  return new Map(pair.nodes.map((node) => [node, last(globalDefs(node), keyword)] as const));
}

export function globalDefs(node: NodeView): readonly Statement[] {
  return all(node.keepalived?.statements ?? [], 'global_defs').flatMap(inside);
}
