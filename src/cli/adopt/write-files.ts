import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { badInput } from '../../core/failure.ts';
import { writeReasonOf } from '../write-reason.ts';
import type { ProjectFile } from './project-files.ts';

/** Throws `bad-input` naming each of these that is there already: nothing is ever overwritten. */
export function refuseExisting(dir: string, paths: readonly string[]): void {
  const existing = paths.filter((path) => existsSync(join(dir, path)));
  if (existing.length === 0) return;
  throw badInput(
    ...existing.map((path) => ({
      message: `${join(dir, path)} exists already`,
      hint: 'nothing was written: choose another name, or move it away',
    })),
  );
}

/** Throws `bad-input` where a file cannot be written. */
export function writeFiles(dir: string, files: readonly ProjectFile[]): void {
  for (const { path, content, mode } of files) {
    const target = join(dir, path);
    try {
      // Nobody else looks into a directory of secrets.
      const isSecret = path.startsWith('secrets/');
      mkdirSync(dirname(target), { recursive: true, ...(isSecret && { mode: 0o700 }) });
      writeFileSync(target, content, { flag: 'wx', mode });
    } catch (error) {
      throw badInput({
        message: `${target} cannot be written: ${writeReasonOf(error)}`,
        hint: 'choose a directory that can be written',
      });
    }
  }
}
