import type { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneLine } from '../core/text.ts';
import { packageRoot } from '../core/package-root.ts';
import { answerOf } from './completion/answer.ts';
import { namesIn } from './completion/names.ts';
import type { Io } from './io.ts';

/** `hadeploy completion SHELL`: the script by which a shell asks `hadeploy complete`. */
export function printCompletion(io: Io, shell: string): void {
  const file = join(packageRoot(), 'src/cli/completion', `hadeploy.${shell}`);
  io.stdout.write(readFileSync(file, 'utf8'));
}

/** `hadeploy complete -- WORD...`: on the first line which paths would do, then VALUE<TAB>ABOUT, one a line. */
export function printCandidates(io: Io, program: Command, words: string[]): void {
  const { paths, candidates } = answerOf(program, words, namesIn(io.cwd));
  const lines = candidates.map(({ value, about }) => `${oneLine(value)}\t${oneLine(about)}`);
  io.stdout.write([paths, ...lines, ''].join('\n'));
}
