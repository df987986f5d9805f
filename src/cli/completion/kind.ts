import type { Argument, Option } from 'commander';

/** What a word of the command line names. */
export type Kind =
  | 'cluster'
  | 'cluster or file'
  | 'host'
  | 'vip'
  | 'tag'
  | 'rule'
  | 'file'
  | 'directory'
  /** Nothing that could be listed: a user, a number, a new name. */
  | 'other';

/** By the word between the brackets, as `--help` shows it. */
const byWord: Record<string, Kind> = {
  cluster: 'cluster',
  'cluster|file': 'cluster or file',
  host: 'host',
  tag: 'tag',
  id: 'rule',
  file: 'file',
  dir: 'directory',
  'name=dir': 'directory',
  directory: 'directory',
};

export function kindOfArgument(argument: Argument): Kind {
  return byWord[argument.name()] ?? 'other';
}

export function kindOfOption({ long, flags }: Option): Kind {
  if (long === '--vip') return 'vip';
  const [, word = ''] = /[<[]([^\]>.]+)/.exec(flags) ?? [];
  return byWord[word] ?? 'other';
}
