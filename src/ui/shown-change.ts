import type { Change } from '../core/change.ts';
import type { PlannedChange } from '../core/event.ts';
import type { Mask } from '../core/mask.ts';

/** A planned change with its diff; empty where there is none to show. */
export interface ShownChange extends PlannedChange {
  diff: string;
}

/** The diff library is loaded only where a file changes: a no-op does not pay for it. */
export async function withDiffs(changes: PlannedChange[], mask: Mask): Promise<ShownChange[]> {
  if (!changes.some(({ change }) => change.op === 'file')) {
    return changes.map((planned) => ({ ...planned, diff: '' }));
  }
  const { fileDiff } = await import('../core/diff.ts');
  const diffOf = (change: Change): string => (change.op === 'file' ? mask(fileDiff(change)) : '');
  return changes.map((planned) => ({ ...planned, diff: diffOf(planned.change) }));
}
