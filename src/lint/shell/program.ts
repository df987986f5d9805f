import type { ShellCommand, ShellWord } from './command.ts';

/** What a command runs, without what only starts it: `sudo`, `timeout 2`, `env`, … */
export interface Program {
  /** Without its folder; empty where it runs nothing, or something that only the run itself tells. */
  name: string;
  args: ShellWord[];
  /** Seconds after which `timeout` ends it. */
  limit: number | null;
  /** Everything that is run, the starters too. */
  names: string[];
}

/** Programs that run another one, with those of their options that take a value. */
const starters: Record<string, RegExp> = {
  sudo: /^-[ugpCrtTh]$/,
  timeout: /^-[ks]$/,
  exec: /^-a$/,
  command: /^$/,
  builtin: /^$/,
  nohup: /^$/,
  setsid: /^$/,
  env: /^-[uCS]$/,
  nice: /^-n$/,
  ionice: /^-[cn]$/,
  stdbuf: /^-[ioe]$/,
  xargs: /^-[IndLPsE]$/,
};

export function programOf({ words }: ShellCommand): Program {
  const names: string[] = [];
  let limit: number | null = null;
  let at = 0;
  for (;;) {
    const name = nameOf(words[at]);
    names.push(name);
    const valued = starters[name];
    // `command -v NAME` runs nothing.
    const looksUp = name === 'command' && /^-[vV]/.test(words[at + 1]?.text ?? '');
    if (valued === undefined || looksUp) return { name, args: words.slice(at + 1), limit, names };
    at += 1;
    while (/^-|^\w+=/.test(words[at]?.text ?? '')) at += valued.test(words[at]?.text ?? '') ? 2 : 1;
    if (name === 'timeout') {
      limit = secondsOf(words[at]?.text);
      at += 1;
    }
    if (words[at] === undefined) return { name, args: [], limit, names };
  }
}

function nameOf(word: ShellWord | undefined): string {
  if (word === undefined || (!word.isLiteral && !word.text.includes('/'))) return '';
  return word.text.slice(word.text.lastIndexOf('/') + 1);
}

/** `2`, `0.5`, `2s`, `1m`; null: not to be read. */
export function secondsOf(text: string | undefined): number | null {
  const [, number, unit = 's'] = /^(\d{1,9}(?:\.\d{0,9})?)([smhd]?)$/.exec(text ?? '') ?? [];
  if (number === undefined) return null;
  return Number(number) * ({ s: 1, m: 60, h: 3600, d: 86400 }[unit] ?? 1);
}

/** The value of an option: `-m 2`, `-m2`, `--max-time 2`, `--max-time=2`. A letter may stand at the end of others: `-sm 2`. */
export function optionOf(
  args: readonly ShellWord[],
  letter: string | null,
  long?: string,
): string | null {
  for (const [index, { text }] of args.entries()) {
    const next = args[index + 1]?.text ?? null;
    if (long !== undefined && text === long) return next;
    if (long !== undefined && text.startsWith(`${long}=`)) return text.slice(long.length + 1);
    if (letter === null || !/^-[A-Za-z]/.test(text)) continue;
    const at = text.indexOf(letter, 1);
    if (at === -1 || !/^[A-Za-z]*$/.test(text.slice(1, at))) continue;
    return at === text.length - 1 ? next : text.slice(at + 1);
  }
  return null;
}

/** Whether one of its words is this flag: `-f`, `-xf`. */
export function hasFlag(args: readonly ShellWord[], letter: string): boolean {
  return args.some(({ text }) => /^-[A-Za-z]+$/.test(text) && text.includes(letter));
}
