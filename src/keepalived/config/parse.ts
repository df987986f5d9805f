import { tokensOf } from './lexer.ts';
import type { SyntaxProblem, Token } from './token.ts';
import { treeOf, type Statement } from './tree.ts';

/**
 * A keepalived.conf as it is written: nothing of it is lost, and unknown keywords are statements like any other.
 * Lines for other hosts (`@NAME`) are in it, and `$NAME` stands for itself: what one host makes of the file is
 * `expandKeepalived`'s to say.
 */
export interface KeepalivedFile {
  tokens: readonly Token[];
  statements: readonly Statement[];
  /** Of the file as a whole; with conditions in it, those of one host are the ones that count. */
  problems: readonly SyntaxProblem[];
}

/** keepalived.conf(5). Never throws, whatever the text; linear in its length. `path` is kept in every place. Pure. */
export function parseKeepalived(text: string, path?: string): KeepalivedFile {
  const tokens = tokensOf(text, path);
  return { tokens, ...treeOf(tokens) };
}

/** The text of the file, with other words in place of some: `printKeepalived(parseKeepalived(text)) === text`. Pure. */
export function printKeepalived(
  file: KeepalivedFile,
  replaced: ReadonlyMap<Token, string> = new Map(),
): string {
  return file.tokens.map((token) => replaced.get(token) ?? token.raw).join('');
}
