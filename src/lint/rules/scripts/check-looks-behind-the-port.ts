import type { NodeRule } from '../../rule.ts';
import { bodiesOf, type ShellBody } from '../../shell/body.ts';
import type { ShellCommand } from '../../shell/command.ts';
import { programOf } from '../../shell/program.ts';

export const checkLooksBehindThePort: NodeRule = {
  id: 'SCR009',
  severity: 'note',
  scope: 'node',
  title: 'a check looks at an answer, not only at an open port',
  why:
    'haproxy accepts connections while every server behind it is dead, and the kernel accepts them for a haproxy that ' +
    'hangs. Such a check is content, and clients get nothing.',
  fix: 'ask for a page and look at its status, or count servers that are UP on the stats socket',
  source: 'known in the field; measured with a stopped haproxy',
  check: (node) =>
    node.haproxy === null
      ? []
      : bodiesOf(node, 'check').flatMap((body) =>
          readsAnswers(body)
            ? []
            : body.commands
                .filter(opensPort)
                .map((at) => ({ at, message: 'the check only opens a connection' })),
        ),
};

function opensPort(command: ShellCommand): boolean {
  const { name, args } = programOf(command);
  const opensDevice = command.redirects.some(({ target }) => target?.text.startsWith('/dev/tcp/'));
  return (
    opensDevice ||
    (/^(nc|ncat|telnet)$/.test(name) && args.some(({ text }) => /^-[a-y]*z/.test(text)))
  );
}

function readsAnswers({ commands }: ShellBody): boolean {
  return commands.some((one) => /^(curl|wget|socat|openssl)$/.test(programOf(one).name));
}
