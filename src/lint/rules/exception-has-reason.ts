import type { NodeRule, Observation } from '../rule.ts';
import { suppressionsIn, type Suppression } from '../suppress.ts';

/** Of the linter itself: counted whatever rules are asked for. */
export const exceptionHasReason: NodeRule = {
  id: 'LINT001',
  severity: 'warning',
  scope: 'node',
  title: 'every exception says why',
  why:
    'A comment that allows a finding is read by whoever looks for the cause of an outage. Without a reason nobody can ' +
    'tell a decision from a slip, so that it counts nothing, and what it would hide is told.',
  fix: 'say why: # hadeploy: allow ID: REASON',
  source: 'hadeploy',
  check: ({ node }) =>
    withoutReason(node.files.flatMap(({ text, shown }) => suppressionsIn(text, shown))),
};

/** For comments of other files than a node's. */
export function withoutReason(comments: readonly Suppression[]): Observation[] {
  return comments
    .filter(({ reason }) => reason === '')
    .map(({ file, line, column, ids }) => ({
      at: { file, line, column },
      node: null,
      message: `the exception for ${ids.join(', ')} has no reason, and counts nothing`,
      fix: `say why: # hadeploy: allow ${ids.join(', ')}: REASON`,
    }));
}
