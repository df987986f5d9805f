import type { Statement } from './tree.ts';

/** The n-th word of a statement after its keyword, from 1; null where there is none. */
export function argument(of: Statement | undefined, n = 1): string | null {
  return of?.words[n]?.text ?? null;
}

/** All words after the keyword. */
export function argumentsOf(of: Statement): string[] {
  return of.words.slice(1).map((word) => word.text);
}

/** The statements in a block; none without one. */
export function inside(of: Statement | undefined): readonly Statement[] {
  return of?.block?.statements ?? [];
}

/** Those that begin with one of the keywords, in the order of the file. */
export function all(statements: readonly Statement[], ...keywords: string[]): Statement[] {
  return statements.filter((one) => keywords.includes(one.keyword));
}

/** The one that counts: keepalived takes the last. */
export function last(
  statements: readonly Statement[],
  ...keywords: string[]
): Statement | undefined {
  return all(statements, ...keywords).at(-1);
}
