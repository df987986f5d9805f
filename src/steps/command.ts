import * as z from 'zod';
import type { Query } from '../core/query.ts';
import type { StepKind } from '../core/step.ts';
import { freeText } from '../core/schema.ts';
import { absolutePath } from './path.ts';

const shellText = z
  .string()
  .min(1)
  .refine((text) => !text.includes('\0'), { message: 'must not hold NUL' });
const params = z
  .strictObject({
    run: shellText,
    unless: shellText.optional(),
    creates: absolutePath.optional(),
    undo: shellText.optional(),
    /** Files that it reads: it runs also when the same plan changes one of them. */
    run_on: z.array(absolutePath).default([]),
    /** What of it is left after a rollback, where it has no `undo`. */
    stays: freeText.min(1).optional(),
  })
  .refine((command) => command.undo === undefined || command.stays === undefined, {
    message: '`stays` says why there is no `undo`: remove one of them',
  })
  .refine((command) => command.unless !== undefined || command.creates !== undefined, {
    message: 'needs `unless: COMMAND` or `creates: PATH`, or it would run on every apply',
  });

export type CommandParams = z.infer<typeof params>;

/** A shell command for what no other kind does; guarded, so that a second apply has nothing to do. */
export const commandStep: StepKind<CommandParams> = {
  kind: 'command',
  about: 'A shell command run as root unless its guard says that it has been done.',
  params: params,

  needs({ unless, creates }) {
    const queries: Query[] = [];
    if (unless !== undefined) queries.push({ query: 'guard', command: unless });
    if (creates !== undefined) queries.push({ query: 'file', path: creates });
    return queries;
  },

  plan(facts, command) {
    const created =
      command.creates !== undefined && facts.files[command.creates]?.type !== 'absent';
    const guarded = command.unless !== undefined && facts.guards[command.unless] === 0;
    const isOld = command.run_on.some((path) => facts.pending.paths.includes(path));
    if ((created || guarded) && !isOld) return [];
    return [
      {
        op: 'command',
        run: command.run,
        undo: command.undo
          ? { run: command.undo }
          : { none: command.stays ?? 'the playbook states no `undo` for it' },
        title: `run ${firstLine(command.run)}`,
        predicted: facts.pending.packages.length > 0,
      },
    ];
  },
};

function firstLine(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
