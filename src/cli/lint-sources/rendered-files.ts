import type { Facts, FileFact } from '../../core/facts.ts';
import { Unplannable, type BoundStep } from '../../core/step.ts';
import { noFacts } from '../../engine/probe-answer.ts';
import type { SourceFile } from '../../lint/subject.ts';

export type Written = { path: string; file: Omit<SourceFile, 'path' | 'shown'> | null };

/** What a file step would write on a node that has nothing yet; null: it removes the file. */
export function writtenBy(step: BoundStep): Written[] {
  try {
    return step.plan(bareNode(step)).flatMap((change): Written[] => {
      if (change.op !== 'file') return [];
      const { path, after } = change;
      if (after === null) return [{ path, file: null }];
      const { content, mode, owner, group } = after;
      const text = content.toString('utf8');
      return text.includes('\0')
        ? []
        : [{ path, file: { text, mode: Number.parseInt(mode, 8), owner: `${owner}:${group}` } }];
    });
  } catch (error) {
    if (error instanceof Unplannable) return [];
    throw error;
  }
}

/** A node with the directories that a step needs, and the file only where the step would remove it. */
function bareNode({ needs }: BoundStep): Facts {
  const some = { mode: '0755', owner: 'root', group: 'root', mtime: 0, size: 0 };
  const files = needs.flatMap((query): [string, FileFact][] => {
    if (query.query !== 'file') return [];
    if (query.unlessSha256 === undefined) return [[query.path, { type: 'directory', ...some }]];
    const isRemoved = query.unlessSha256 === '-';
    return [[query.path, isRemoved ? { type: 'file', ...some } : { type: 'absent' }]];
  });
  const facts = noFacts();
  return {
    ...facts,
    system: { ...facts.system, systemd: true },
    files: Object.fromEntries(files),
  };
}
