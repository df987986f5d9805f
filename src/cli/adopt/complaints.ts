import type { Facts } from '../../core/facts.ts';
import type { Query } from '../../core/query.ts';
import { haproxyValidator } from '../../haproxy/validator.ts';
import { keepalivedValidator } from '../../keepalived/validator.ts';
import type { LintNode } from '../../lint/subject.ts';
import { fileAt } from '../../lint/view.ts';
import { mainFiles } from './differences.ts';

const asked = [
  { path: mainFiles.keepalived, output: 'keepalived-valid', validator: keepalivedValidator },
  { path: mainFiles.haproxy, output: 'haproxy-valid', validator: haproxyValidator },
];

export const complaintQueries: Query[] = asked.map(({ path, output, validator }) => ({
  query: 'output',
  name: output,
  script: validator.command,
  args: [path],
}));

/**
 * What a node's own daemons have against the files that they run with: apply asks them before it writes another, and
 * would be refused for what was wrong before. Pure.
 */
export function complaintsOf(node: LintNode, facts: Facts): string[] {
  return asked.flatMap(({ path, output, validator }) => {
    const answer = facts.outputs?.[output];
    if (answer === undefined || fileAt(node, path) === null) return [];
    if (validator.retryCodes.includes(answer.code)) return [];
    const verdict = validator.judge({ code: answer.code, output: answer.text });
    if (verdict === null) return [];
    const words = verdict.message.split('\n').slice(0, 4).join(': ');
    return [
      `${validator.name} on ${node.name} refuses ${path} as it is there: ${words}. It runs, but apply will refuse every change of that file that does not mend this too`,
    ];
  });
}
