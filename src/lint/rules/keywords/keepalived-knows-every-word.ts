import type { NodeRule } from '../../rule.ts';
import { placed } from './placed.ts';
import { ellipses, otherStates, unmatched, withoutBraces } from './shape.ts';
import { undefinedNames } from './undefined-names.ts';
import { unknownWords } from './unknown-words.ts';

export const keepalivedKnowsEveryWord: NodeRule = {
  id: 'VRRP060',
  severity: 'error',
  scope: 'node',
  title: 'keepalived knows every word of its file, and every brace and quote has its other half',
  why: 'keepalived logs a statement that it does not know and goes on without it: what was meant does not hold, and the daemon runs. A brace that is missing puts all that follows into the wrong block. keepalived -t tells most of it, but does not exist before 2.0.4, and tells it only for the version that is installed where it runs.',
  fix: 'write the word as keepalived.conf(5) has it',
  source: 'keepalived.conf(5) of 1.3.5 to 2.3.4 and the keyword tables of keepalived; measured',
  check: ({ keepalived, versions }) => {
    if (keepalived === null) return [];
    const all = placed(keepalived.statements);
    return [
      ...unmatched(keepalived.problems),
      ...unknownWords(all, versions.keepalived),
      ...withoutBraces(all),
      ...ellipses(keepalived.statements),
      ...otherStates(all),
      // A definition may stand in a file that nobody gave us.
      ...(keepalived.isWhole ? undefinedNames(keepalived.statements) : []),
    ];
  },
};
