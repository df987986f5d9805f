import type { NodeRule } from '../../rule.ts';
import { bodiesOf } from '../../shell/body.ts';
import { optionOf, programOf } from '../../shell/program.ts';

export const checkWaitsForAnswer: NodeRule = {
  id: 'SCR024',
  severity: 'note',
  scope: 'node',
  title: 'a check gives what it asks with socat time to answer',
  why:
    'When its input ends, as that of a pipe does at once, socat waits half a second for the other side and then goes away, ' +
    'answer or not, whatever `timeout` stands before it. On a busy node that is a failed check, and the VIPs move away ' +
    'from a healthy haproxy.',
  fix: 'socat -t SECONDS, as many as the check may take: echo "show info" | timeout 3 socat -t 3 - UNIX-CONNECT:…',
  source: 'socat(1), -t; measured',
  check: (node) =>
    bodiesOf(node, 'check').flatMap(({ commands }) =>
      commands.flatMap((command, index) => {
        const { name, args } = programOf(command);
        const isAsked = commands[index - 1]?.end === '|' || command.redirects.some(isInput);
        if (name !== 'socat' || !isAsked || optionOf(args, 't') !== null) return [];
        // One that only sends, or that does not heed the end of its input.
        if (args.some(({ text }) => /^-[uU]$|ignoreeof/.test(text))) return [];
        return [{ at: command, message: 'socat waits half a second for the answer, no longer' }];
      }),
    ),
};

function isInput({ operator }: { operator: string }): boolean {
  return operator.startsWith('<');
}
