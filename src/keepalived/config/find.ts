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
  const [only = ''] = keywords;
  return keywords.length === 1
    ? statements.filter((one) => one.keyword === only)
    : statements.filter((one) => keywords.includes(one.keyword));
}

/** The one that counts: keepalived takes the last. */
export function last(
  statements: readonly Statement[],
  ...keywords: string[]
): Statement | undefined {
  const [only = ''] = keywords;
  // Every rule asks for every instance; a callback for each statement is most of what that costs.
  for (let at = statements.length - 1; at >= 0; at -= 1) {
    const one = statements[at];
    const is = one?.keyword ?? '';
    if (is === only || (keywords.length > 1 && keywords.includes(is))) return one;
  }
  return undefined;
}
