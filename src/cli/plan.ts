import { writeFileSync } from 'node:fs';
import { exitCodes } from '../core/exit-code.ts';
import { badInput } from '../core/failure.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { loadRun } from './load-run.ts';
import { changesOfResult, planRun } from './plan-run.ts';
import { savePlan } from './saved-plan.ts';
import { writeReasonOf } from './write-reason.ts';

/** `hadeploy plan [CLUSTER] [--out FILE]`: what would change; changes nothing. */
export async function plan(
  run: CommandRun,
  given: { cluster?: string; out?: string },
): Promise<CommandEnd> {
  const loaded = await loadRun(run, given.cluster);
  try {
    const planned = await planRun(run, 'plan', loaded);
    if (given.out !== undefined) write(given.out, savePlan(planned, run.options));
    const pending = planned.hosts.some(({ changes }) => changes.length > 0);
    return {
      exitCode: pending ? exitCodes.changesPending : exitCodes.done,
      hosts: Object.fromEntries(
        planned.hosts.map(({ host, changes }) => [
          host.name,
          { outcome: 'ok', changes: changes.length },
        ]),
      ),
      changes: changesOfResult(planned),
    };
  } finally {
    loaded.fleet.close();
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    throw badInput({
      message: `--out ${file}: cannot be written: ${writeReasonOf(error)}`,
      hint: 'choose a file that can be written',
    });
  }
}
