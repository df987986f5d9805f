import type { InstanceModel, NodeModel, PairModel } from '../model/types.ts';
import { effectivePriority } from './election.ts';

/** A node and what it has of the instance in question. */
export interface Side {
  node: NodeModel;
  instance: InstanceModel;
}

/** What a host has of an instance; null where it has none of that name. */
export function sideOf(model: PairModel, instance: string, host: string): Side | null {
  const node = model.nodes.find((one) => one.host === host);
  const found = node?.instances.find((one) => one.name === instance);
  return node && found ? { node, instance: found } : null;
}

/** Of all others that have the instance, the one that takes over: the highest priority. */
export function takerOf(model: PairModel, instance: string, holder: string): Side | null {
  const others = model.nodes
    .filter(({ host }) => host !== holder)
    .map(({ host }) => sideOf(model, instance, host))
    .filter((side) => side !== null);
  return others.reduce<Side | null>(
    (best, side) => (best === null || priorityOf(side) > priorityOf(best) ? side : best),
    null,
  );
}

/** The effective priority while all is well. */
export function priorityOf({ instance }: Side): number {
  return effectivePriority(instance).priority;
}
