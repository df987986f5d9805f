import { tokensOf } from './lexer.ts';
import { sectionsOf, type Section, type Statement } from './sections.ts';
import type { SyntaxProblem, Token } from './token.ts';

/** A haproxy.cfg as it is written: nothing of it is lost, and unknown keywords are statements like any other. */
export interface HaproxyFile {
  tokens: readonly Token[];
  /** Statements before the first section: directives, or a mistake. */
  outside: readonly Statement[];
  sections: readonly Section[];
  problems: readonly SyntaxProblem[];
}

/** Never throws, whatever the text; linear in its length. `path` is kept in every place. Pure. */
export function parseHaproxy(text: string, path?: string): HaproxyFile {
  const tokens = tokensOf(text, path);
  return { tokens, ...sectionsOf(tokens) };
}

/** The text of the file, with other words in place of some: `printHaproxy(parseHaproxy(text)) === text`. Pure. */
export function printHaproxy(
  file: HaproxyFile,
  replaced: ReadonlyMap<Token, string> = new Map(),
): string {
  return file.tokens.map((token) => replaced.get(token) ?? token.raw).join('');
}
