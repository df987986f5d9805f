import type { SyntaxProblem } from '../../../nginx/token.ts';
import type { NodeRule } from '../../rule.ts';

const fixes: Record<SyntaxProblem['kind'], string> = {
  'unterminated-quote': 'close the quote, or write a backslash before it',
  'missing-end': 'write ; at its end',
  'missing-close': 'add the } where the block ends',
  'extra-close': 'remove it, or look for the { that is missing before it',
  'nameless-block': 'write the name of the block before it',
  'too-long': 'look whether this is the file that was meant',
};

/** After so many, the rest says nothing new. */
const MOST_PROBLEMS = 100;

export const nginxCanBeRead: NodeRule = {
  id: 'NGX010',
  severity: 'error',
  scope: 'node',
  title: 'nginx.conf, and what it includes, can be read to its end',
  why: 'nginx refuses the file and does not start, or, on a reload, keeps the old configuration.',
  fix: 'correct the line',
  source: 'measured with nginx 1.22',
  check: ({ nginx }) =>
    (nginx?.problems ?? []).slice(0, MOST_PROBLEMS).map((problem) => ({
      at: problem,
      message: problem.message,
      fix: fixes[problem.kind],
    })),
};
