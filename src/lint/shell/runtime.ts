import type { ShellCommand } from './command.ts';
import { optionOf, programOf, secondsOf } from './program.ts';

export interface Runtime {
  /** Seconds that it may take at most, by the limits that it sets itself; what has none counts nothing. */
  total: number;
  /** The part of it that is spent asleep. */
  slept: number;
  /** What takes the largest part. */
  longest: ShellCommand | null;
}

/** Each command once: a loop may take longer, and of two branches only one is gone. */
export function longestRun(commands: readonly ShellCommand[]): Runtime {
  const runtime: Runtime = { total: 0, slept: 0, longest: null };
  let most = 0;
  const pipelines = new Set<ShellCommand>();
  for (const [index, command] of commands.entries()) {
    const { taken, slept } = timeOf(command);
    // What stands in the background is not waited for; of a pipe only the longest counts, the first one said.
    if (taken === 0 || command.end === '&' || isPiped(commands[index - 1], pipelines)) continue;
    if (command.end === '|') pipelines.add(command);
    runtime.total += taken;
    if (slept) runtime.slept += taken;
    if (taken > most) [most, runtime.longest] = [taken, command];
  }
  return runtime;
}

function isPiped(before: ShellCommand | undefined, counted: Set<ShellCommand>): boolean {
  return before?.end === '|' && counted.has(before);
}

function timeOf(command: ShellCommand): { taken: number; slept: boolean } {
  const { name, args, limit } = programOf(command);
  const own = name === 'sleep' ? secondsOf(args[0]?.text) : limitOf(name, args);
  const taken = Math.min(own ?? Infinity, limit ?? Infinity);
  return { taken: Number.isFinite(taken) ? taken : 0, slept: name === 'sleep' };
}

/** What an option says; null: no limit. */
function limitOf(name: string, args: Parameters<typeof optionOf>[0]): number | null {
  const value = (letter: string, long?: string) => secondsOf(optionOf(args, letter, long) ?? '');
  switch (name) {
    case 'curl': {
      const once = value('m', '--max-time');
      const retries = Number(optionOf(args, null, '--retry') ?? 0);
      return once === null ? null : once * (1 + (Number.isFinite(retries) ? retries : 0));
    }
    case 'wget': {
      const once = value('T', '--timeout');
      const tries = value('t', '--tries');
      return once === null || tries === null ? once : once * tries;
    }
    case 'nc':
    case 'ncat':
      return value('w');
    case 'ping':
      return value('w') ?? pingOf(value('c'), value('W'), value('i'));
    default:
      return null;
  }
}

/** One echo after the other, and the wait for the last. */
function pingOf(count: number | null, wait: number | null, interval: number | null): number | null {
  return count === null ? null : (count - 1) * (interval ?? 1) + (wait ?? 1);
}
