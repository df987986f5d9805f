import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exitCodes } from '../core/exit-code.ts';
import { badInput } from '../core/failure.ts';
import { newProject } from '../inventory/new-project.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { writeReasonOf } from './write-reason.ts';

/** `hadeploy init [DIRECTORY] --cluster NAME`: a project that can be edited at once. Overwrites nothing. */
export function init(run: CommandRun, given: { directory: string; cluster: string }): CommandEnd {
  const files = newProject(given.cluster).map((file) => ({
    ...file,
    target: join(given.directory, file.path),
  }));
  const existing = files.filter(({ target }) => existsSync(target));
  if (existing.length > 0) {
    throw badInput(
      ...existing.map(({ target }) => ({
        message: `${target} exists already`,
        hint: 'nothing was written: choose another directory or another --cluster',
      })),
    );
  }
  for (const { target, content } of files) {
    try {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content, { flag: 'wx' });
    } catch (error) {
      throw badInput({
        message: `${target}: cannot be written: ${writeReasonOf(error)}`,
        hint: 'choose a directory that can be written',
      });
    }
    run.emit({ event: 'note', level: 'info', message: `wrote ${target}` });
  }
  const inventory = join(given.directory, 'inventory', `${given.cluster}.yaml`);
  run.emit({
    event: 'note',
    level: 'info',
    message: `next: edit ${inventory}, then: hadeploy -C ${given.directory} plan`,
  });
  return { exitCode: exitCodes.done };
}
