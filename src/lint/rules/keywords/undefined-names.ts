import { placeOf } from '../../../core/place.ts';
import { everywhere, topLevel } from '../../../keepalived/keywords.ts';
import type { Vocabulary } from '../../../keepalived/keywords/keyword.ts';
import { inside } from '../../../keepalived/config/find.ts';
import type { Statement } from '../../../keepalived/config/tree.ts';
import type { Observation } from '../../rule.ts';

/** `$NAME` where a statement should stand, left over after all definitions are replaced. Not in lists of addresses. */
export function undefinedNames(
  statements: readonly Statement[],
  known: Vocabulary = topLevel,
): Observation[] {
  return statements.flatMap((one): Observation[] => {
    if (/^\$(\{[A-Za-z]\w*\}|[A-Za-z]\w*)$/.test(one.keyword)) return [undefinedName(one)];
    const keyword = known.get(one.keyword) ?? everywhere.get(one.keyword);
    const vocabulary = keyword?.inside ?? 'lines';
    return vocabulary === 'lines' ? [] : undefinedNames(inside(one), vocabulary);
  });
}

function undefinedName(one: Statement): Observation {
  const word = one.keyword.length > 60 ? `${one.keyword.slice(0, 60)}…` : one.keyword;
  return {
    at: placeOf(one),
    message: `nothing defines ${word} before this line: keepalived takes it for a word that it does not know`,
    fix: `define it before it is used: ${word.replaceAll(/[{}]/g, '')}=…`,
  };
}
