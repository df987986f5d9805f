import { badInput } from '../core/failure.ts';
import { confirm } from '../ui/confirm.ts';
import type { CommandRun } from './command-run.ts';

/** Asks, unless --yes was given. Throws `bad-input` where nobody can be asked. */
export async function agreed(run: CommandRun, question: string): Promise<boolean> {
  if (run.options.yes) return true;
  await run.settled();
  const answer = await confirm(question, run.io);
  if (answer === 'no-tty') {
    throw badInput({
      message: 'there is no terminal to ask on, and --yes was not given',
      hint: 'look at the plan (hadeploy plan), then run the command with --yes',
    });
  }
  return answer === 'yes';
}
