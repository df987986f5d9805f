import { everywhere, topLevel } from '../../../keepalived/keywords.ts';
import type { Keyword, Vocabulary } from '../../../keepalived/keywords/keyword.ts';
import { inside } from '../../../keepalived/config/find.ts';
import type { Statement } from '../../../keepalived/config/tree.ts';

/** A statement where keepalived looks for a keyword. */
export interface Placed {
  statement: Statement;
  /** The block it stands in; null: none. */
  block: string | null;
  /** What that block knows. */
  known: Vocabulary;
  /** null: not this one. */
  keyword: Keyword | null;
}

/** Not what stands in lists (addresses, names), nor in blocks that nobody knows: keepalived skips those. */
export function placed(
  statements: readonly Statement[],
  known: Vocabulary = topLevel,
  block: string | null = null,
): Placed[] {
  return statements.filter(isWord).flatMap((statement): Placed[] => {
    const keyword = known.get(statement.keyword) ?? everywhere.get(statement.keyword) ?? null;
    const own = { statement, block, known, keyword };
    const vocabulary = keyword?.inside ?? 'lines';
    if (vocabulary === 'lines') return [own];
    return [own, ...placed(inside(statement), vocabulary, statement.keyword)];
  });
}

/** Not braces without a word, nor what a definition or a repetition that is elsewhere would stand for. */
function isWord({ keyword }: Statement): boolean {
  return keyword !== '' && !/^[$~@]/.test(keyword) && !isEllipsis(keyword);
}

export function isEllipsis(word: string): boolean {
  return word === '...' || word === '…';
}

/** Where else a word is known: the names of the blocks; null: outside of all. */
export const homes: ReadonlyMap<string, readonly (string | null)[]> = homesOf(topLevel, null);

function homesOf(
  known: Vocabulary,
  block: string | null,
  found = new Map<string, (string | null)[]>(),
) {
  for (const [word, keyword] of known) {
    const blocks = found.get(word) ?? [];
    if (!blocks.includes(block)) found.set(word, [...blocks, block]);
    if (keyword.inside instanceof Map) homesOf(keyword.inside, word, found);
  }
  return found;
}
