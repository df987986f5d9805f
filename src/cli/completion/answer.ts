import type { Argument, Command, Option } from 'commander';
import { kindOfArgument, kindOfOption, type Kind } from './kind.ts';

/** What may stand where the cursor is. */
export interface Answer {
  /** Whether the shell is to offer paths besides, or where nothing else fits. */
  paths: 'none' | 'files' | 'directories';
  candidates: Candidate[];
}

export interface Candidate {
  /** Of `--option=value`, the value alone. */
  value: string;
  about: string;
}

/** Where the names come from: what was typed before. */
export interface Typed {
  /** Of -C, as it was typed. */
  directory: string | null;
  cluster: string | null;
}

export type NamesOf = (kind: Kind, typed: Typed) => string[];

/** What was typed, up to the word in which the cursor is. */
interface Reading {
  command: Command;
  /** Words of the command that are no options. */
  positional: string[];
  /** The option whose value comes next. */
  open: Option | null;
  directory: string | null;
}

/** What completes the last of these words; the program's name is none of them. Pure. */
export function answerOf(program: Command, words: string[], namesOf: NamesOf): Answer {
  const typed = joinedAtEquals(words);
  const current = typed.pop() ?? '';
  const { command, positional, open, directory } = readWords(program, typed);
  const [cluster = null] = clusterOf(command, positional);
  const names = (kind: Kind): string[] => namesOf(kind, { directory, cluster });

  const [flag, value] = splitAtEquals(current);
  if (value !== null) {
    const option = optionOf(command, program, flag);
    return option === null ? nothing : valuesOf(option, value, names);
  }
  if (current.startsWith('-')) return flagsOf(command, program, current);
  if (open !== null) return valuesOf(open, current, names);
  if (command.commands.length > 0) return fitting('none', commandsOf(command), current);
  const argument = argumentAt(command, positional.length);
  if (argument === null) return nothing;
  return argument.argChoices === undefined
    ? ofKind(kindOfArgument(argument), current, names)
    : fitting('none', plain(argument.argChoices), current);
}

const nothing: Answer = { paths: 'none', candidates: [] };

function readWords(program: Command, words: string[]): Reading {
  const reading: Reading = { command: program, positional: [], open: null, directory: null };
  let isOpenEnded = false;
  for (const word of words) {
    if (reading.open !== null && !word.startsWith('-')) {
      if (reading.open.short === '-C') reading.directory = word;
      isOpenEnded = reading.open.variadic;
      if (!isOpenEnded) reading.open = null;
      continue;
    }
    reading.open = null;
    if (word.startsWith('-')) {
      const option = optionOf(reading.command, program, word);
      if (option?.required === true || option?.optional === true) reading.open = option;
      continue;
    }
    const below = reading.command.commands.find((one) => one.name() === word);
    if (below === undefined) reading.positional.push(word);
    else reading.command = below;
  }
  return reading;
}

/** bash gives `--limit=lb01` as three words. */
function joinedAtEquals(words: string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const before = joined.at(-1);
    if (before !== undefined && (word === '=' || before.endsWith('='))) {
      joined[joined.length - 1] = `${before}${word}`;
    } else joined.push(word);
  }
  return joined;
}

function splitAtEquals(word: string): [flag: string, value: string | null] {
  const at = word.startsWith('-') ? word.indexOf('=') : -1;
  return at < 0 ? [word, null] : [word.slice(0, at), word.slice(at + 1)];
}

function optionOf(command: Command, program: Command, flag: string): Option | null {
  const all = [...command.options, ...program.options];
  return all.find(({ short, long }) => flag === short || flag === long) ?? null;
}

function argumentAt({ registeredArguments }: Command, index: number): Argument | null {
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic === true ? last : null);
}

function clusterOf({ registeredArguments }: Command, positional: string[]): string[] {
  return positional.filter((_, index) => {
    const argument = registeredArguments[index];
    return argument !== undefined && kindOfArgument(argument).startsWith('cluster');
  });
}

function valuesOf(option: Option, current: string, names: (kind: Kind) => string[]): Answer {
  return option.argChoices === undefined
    ? ofKind(kindOfOption(option), current, names)
    : fitting('none', plain(option.argChoices), current);
}

function ofKind(kind: Kind, current: string, names: (kind: Kind) => string[]): Answer {
  switch (kind) {
    case 'other':
      return nothing;
    case 'file':
      return { paths: 'files', candidates: [] };
    case 'directory':
      return { paths: 'directories', candidates: [] };
    case 'cluster or file':
      return fitting('files', plain(names('cluster')), current);
    default:
      return fitting('none', plain(names(kind)), current);
  }
}

function flagsOf(command: Command, program: Command, current: string): Answer {
  const visible = [command, program].flatMap((one) => one.createHelp().visibleOptions(one));
  const flags = visible.flatMap(({ short, long, description }) =>
    [long, short].flatMap((flag) =>
      flag === undefined ? [] : [{ value: flag, about: description }],
    ),
  );
  const unique = new Map(flags.map((flag) => [flag.value, flag]));
  return fitting('none', [...unique.values()], current);
}

function commandsOf(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((one) => ({ value: one.name(), about: one.description() }));
}

function plain(values: readonly string[]): Candidate[] {
  return values.map((value) => ({ value, about: '' }));
}

function fitting(paths: Answer['paths'], candidates: Candidate[], current: string): Answer {
  return { paths, candidates: candidates.filter(({ value }) => value.startsWith(current)) };
}
