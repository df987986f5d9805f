import { posix } from 'node:path';
import type { Observation } from '../../rule.ts';
import type { ShellBody } from '../../shell/body.ts';
import type { ShellCommand } from '../../shell/command.ts';
import { hasFlag, optionOf, programOf, type Program } from '../../shell/program.ts';

const PLAIN = /^[\w.-]+$/;

/** A search by name that also finds the script that does it; null: it does not. */
export function findsItself(
  command: ShellCommand,
  index: number,
  body: ShellBody,
): Observation | null {
  if (body.source === null) return null;
  const program = programOf(command);
  if (program.name === 'pgrep') return byPgrep(command, program, body);
  return program.name === 'ps' ? byPs(command, index, body) : null;
}

/** Without -x a part of the name is enough; without -f it is the file's name that counts, its first 15 signs. */
function byPgrep(at: ShellCommand, { args }: Program, { script, source }: ShellBody) {
  const path = source?.path ?? '';
  const wanted = args.filter(({ text }) => !text.startsWith('-')).at(-1);
  const isLimited = ['u', 'U', 'P', 'g', 's', 't'].some((one) => optionOf(args, one) !== null);
  if (wanted === undefined || !PLAIN.test(wanted.text)) return null;
  if (isLimited || hasFlag(args, 'x')) return null;
  // Of a script that a shell is given, the process has the shell's name.
  const name = script.path === path ? posix.basename(path).slice(0, 15) : '';
  if (!(hasFlag(args, 'f') ? script.command : name).includes(wanted.text)) return null;
  const words = args.map(({ text }) => text).join(' ');
  return told(at, `pgrep ${words} also finds ${posix.basename(path)} itself`, true);
}

/** `ps aux | grep haproxy`: the list has the grep, and the script where its path has the word. */
function byPs(at: ShellCommand, index: number, { commands, script }: ShellBody) {
  const options = programOf(at).args.map(({ text }) => text);
  if (options.length !== 1 || !/^-?[aefuxwlA]+$/.test(options[0] ?? '')) return null;
  if (!/[fux]/.test(options[0] ?? '')) return null;
  const filters = filtersAfter(index, commands);
  const greps = filters.filter(({ name }) => /^[ef]?grep$/.test(name));
  const words = (some: Program[]) =>
    some.map(({ args }) => args.filter(({ text }) => !text.startsWith('-')).at(-1)?.text ?? '');
  const wanted = words(greps.filter(({ args }) => !hasFlag(args, 'v')));
  const without = words(greps.filter(({ args }) => hasFlag(args, 'v')));
  if (wanted.length === 0 || ![...wanted, ...without].every((word) => PLAIN.test(word)))
    return null;
  const isSeen = (line: string) =>
    wanted.every((word) => line.includes(word)) && !without.some((word) => line.includes(word));
  const isScript = isSeen(`/bin/sh ${script.command}`);
  if (!isScript && !isSeen(`grep ${wanted.join(' ')}`)) return null;
  const counts = filters.some(({ name, args }) => name === 'wc' || hasFlag(args, 'c'));
  const what = isScript ? posix.basename(script.path) : 'the grep';
  return told(
    at,
    `ps ${options.join(' ')} | grep ${wanted[0]} also finds ${what} itself`,
    isScript || !counts,
  );
}

function filtersAfter(index: number, commands: readonly ShellCommand[]): Program[] {
  const filters: Program[] = [];
  for (let at = index; commands[at]?.end === '|' && filters.length < 8; at += 1) {
    const next = commands[at + 1];
    if (next !== undefined) filters.push(programOf(next));
  }
  return filters;
}

/** Who counts the lines may have allowed for one more. */
function told(at: ShellCommand, what: string, isCertain: boolean): Observation {
  return {
    at,
    severity: isCertain ? 'error' : 'warning',
    message: isCertain ? `${what}: the check never fails` : `${what}: one more than there is`,
    fix: 'pgrep -x NAME, or better a request to the service',
  };
}
