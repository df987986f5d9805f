import { placeOf } from '../../../core/place.ts';
import { argument, inside } from '../../../keepalived/config/find.ts';
import type { SyntaxProblem } from '../../../keepalived/config/token.ts';
import type { Statement } from '../../../keepalived/config/tree.ts';
import type { Observation } from '../../rule.ts';
import { refusedByCheck } from '../vrrp/refused-by-check.ts';
import { isEllipsis, type Placed } from './placed.ts';

const fixes: Record<SyntaxProblem['kind'], string> = {
  'unterminated-quote': 'close the quote on the same line',
  'extra-close': 'remove it, or look for the { that is missing before it',
  'unexpected-open': 'write the name of the block before it, or remove it and its }',
  'missing-close': 'add the } where the block ends',
  expansion: 'shorten the definitions, or write the lines out',
  'too-long':
    'look whether this is the file that was meant; write each statement on a line of its own',
};

/** Braces and quotes that do not match, as the parser found them. */
export function unmatched(problems: readonly SyntaxProblem[]): Observation[] {
  return problems.map((problem) => ({
    at: placeOf(problem),
    message: problem.message,
    fix: fixes[problem.kind],
  }));
}

/** Blocks without their braces. */
export function withoutBraces(all: readonly Placed[]): Observation[] {
  return all
    .filter(({ statement, keyword }) => (keyword?.inside ?? null) !== null && !statement.block)
    .map(({ statement }) => ({
      at: placeOf(statement),
      message: `${statement.keyword} has no { after it: keepalived does not read it as a block`,
      fix: `write ${statement.keyword} … { and a } after its last line`,
    }));
}

/** What an example left out. */
export function ellipses(
  statements: readonly Statement[],
  found: Observation[] = [],
): Observation[] {
  for (const statement of statements) {
    for (const word of statement.words) {
      if (!isEllipsis(word.raw)) continue;
      found.push({
        at: placeOf(word),
        message: `${word.raw} is what an example leaves out: keepalived takes it for a word`,
        fix: 'write what belongs here, or remove it',
      });
    }
    ellipses(inside(statement), found);
  }
  return found;
}

/** `state` has two words, in capitals. The priority decides who is master all the same: no failover fails by it. */
export function otherStates(all: readonly Placed[]): Observation[] {
  return all.flatMap(({ statement, block }): Observation[] => {
    const state = argument(statement);
    if (block !== 'vrrp_instance' || statement.keyword !== 'state') return [];
    if (state === null || /^(MASTER|BACKUP|\$.*|\.\.\.|…)$/.test(state)) return [];
    const meant = state.toUpperCase();
    return [
      {
        at: placeOf(statement.words[1]),
        severity: 'warning',
        message: `keepalived does not know the state ${state.slice(0, 60)}: it takes it for BACKUP, and ${refusedByCheck}`,
        fix: `write state ${meant === 'MASTER' ? 'MASTER' : 'BACKUP'}`,
      },
    ];
  });
}
