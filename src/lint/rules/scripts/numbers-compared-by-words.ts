import type { NodeRule, Observation } from '../../rule.ts';
import { bodiesOf } from '../../shell/body.ts';
import type { ShellCommand } from '../../shell/command.ts';

const words: Record<string, string> = { '>': '-gt', '<': '-lt' };

export const numbersComparedByWords: NodeRule = {
  id: 'SCR021',
  severity: 'error',
  scope: 'node',
  title: 'within [ ] numbers are compared with -gt and -lt',
  why:
    '> within [ ] writes to a file of that name, and what is left is true whenever there is a word: such a check never ' +
    'fails. < reads a file, which is not there: such a check always fails. It is valid shell, so sh -n says nothing.',
  fix: '[ A -gt B ], [ A -lt B ]',
  source: 'POSIX, test and redirection; measured',
  check: (node) =>
    bodiesOf(node, 'check', 'notify', 'misc').flatMap(({ commands }) =>
      commands.flatMap(comparisonIn),
    ),
};

function comparisonIn({ words: all, redirects }: ShellCommand): Observation[] {
  const [name, ...operands] = all;
  if (name?.raw !== '[' && name?.raw !== 'test') return [];
  const end = operands.findIndex(({ raw }) => raw === ']') + 1;
  return redirects.flatMap((redirect): Observation[] => {
    const { operator, target, at } = redirect;
    const word = words[operator];
    const isInside = name.raw === 'test' || (end > 0 && at <= end);
    if (word === undefined || target === null || !isInside) return [];
    // A path is a redirection that is meant.
    if (!/^(\d+|\$\w+|\$\{\w+\})$/.test(target.text)) return [];
    const left = all[at - 1]?.raw ?? '';
    const always =
      operator === '>' ? 'is true whatever the numbers' : `reads a file ${target.text}`;
    return [
      {
        at: redirect,
        message: `${left} ${operator} ${target.raw} within [ ] ${always}`,
        fix: `[ ${left} ${word} ${target.raw} ]`,
      },
    ];
  });
}
