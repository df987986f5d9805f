import { effectivePriority } from '../../../keepalived/timing/election.ts';
import type { Declared } from './declared.ts';

/** The node that holds an instance while all is well; null: there is no other, or no single best one. */
export function winnerOf(group: readonly Declared[]): string | null {
  if (group.length < 2) return null;
  const priorities = group.map(({ instance }) => effectivePriority(instance).priority);
  const best = Math.max(...priorities);
  const at = priorities.indexOf(best);
  return priorities.lastIndexOf(best) === at ? (group[at]?.node.name ?? null) : null;
}
