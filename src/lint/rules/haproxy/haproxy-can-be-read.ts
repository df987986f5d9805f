import type { SyntaxProblem } from '../../../haproxy/config/token.ts';
import { isAtLeast } from '../../../keepalived/version.ts';
import type { NodeRule } from '../../rule.ts';

const fixes: Record<SyntaxProblem['kind'], string> = {
  'unterminated-quote': 'close the quote, or write a backslash before it',
  'outside-section': 'put it below global, defaults, frontend, backend or listen',
  'missing-newline': 'end the last line with a line end: echo >> haproxy.cfg',
  'unmatched-if': 'give each .if its .endif',
  'too-long': 'look whether this is the file that was meant',
};

export const haproxyCanBeRead: NodeRule = {
  id: 'HAP041',
  severity: 'error',
  scope: 'node',
  title: 'haproxy.cfg can be read to its end',
  why: 'haproxy refuses the file and does not start, or, on a reload, keeps the old configuration.',
  fix: 'correct the line',
  source: 'haproxy configuration manual, 2; measured',
  check: ({ haproxy, versions }) =>
    (haproxy?.file.problems ?? []).flatMap((problem) => {
      // Before 2.3 it was a warning.
      const isAccepted =
        problem.kind === 'missing-newline' && isAtLeast(versions.haproxy, [2, 3]) === false;
      return [
        {
          at: problem,
          message: problem.message,
          fix: fixes[problem.kind],
          ...(isAccepted && { severity: 'note' as const }),
        },
      ];
    }),
};
