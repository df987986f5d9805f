import type { Place } from '../../core/place.ts';

/** A word of a shell command. */
export interface ShellWord extends Place {
  /** As it is written. */
  raw: string;
  /** Without its quotes; `$NAME` and `$(…)` stand for themselves. */
  text: string;
  isQuoted: boolean;
  /** Whether it is the same at each run: nothing in it is replaced. */
  isLiteral: boolean;
}

export interface Redirect extends Place {
  /** `>`, `>>`, `<`, `2>`, `<<`, `>&`, … */
  operator: string;
  target: ShellWord | null;
  /** How many words of the command stand before it. */
  at: number;
}

/** One simple command: what stands between two of `;`, `&&`, `||`, `|`, `&`, `(`, `)` and the end of a line. */
export interface ShellCommand extends Place {
  /** Reserved words before it: `if`, `then`, `!`, `while`, … */
  lead: string[];
  /** `NAME=value` before it. */
  assignments: ShellWord[];
  /** Its name first; none where it is an assignment, or a redirection only. A closing `fi` is a command of its own. */
  words: ShellWord[];
  redirects: Redirect[];
  /** What ends it; empty at the end of the text. */
  end: string;
  /** How many `$(…)`, backquotes and parentheses it stands in. */
  depth: number;
}

export interface ShellProblem extends Place {
  message: string;
}

export interface ShellScript {
  commands: ShellCommand[];
  problems: ShellProblem[];
}

/** No words of a command follow it. */
const CLOSING = new Set(['fi', 'done', 'esac', '}']);

/** Whether a command only ends a compound one. */
export function isClosing({ words }: ShellCommand): boolean {
  return CLOSING.has(words[0]?.raw ?? '');
}
