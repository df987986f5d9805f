import type { NodeRule } from '../../rule.ts';
import { bodiesOf } from '../../shell/body.ts';

export const notifyKnowsWithoutConfig: NodeRule = {
  id: 'NTF002',
  severity: 'note',
  scope: 'node',
  title: 'a notify script does not read keepalived.conf',
  why:
    'A search in keepalived.conf finds what it says now, not what the daemon runs, and finds the wrong line when a ' +
    'second instance is added. keepalived gives type, name, state and priority to the script by itself.',
  fix: 'give what it needs as an argument: notify_master "/etc/keepalived/notify.sh 192.0.2.10"',
  source: 'keepalived.conf(5), notify',
  check: (node) =>
    bodiesOf(node, 'notify').flatMap(({ commands, source }) =>
      source === null
        ? []
        : commands
            .filter(({ words, redirects }) =>
              [...words, ...redirects.flatMap(({ target }) => target ?? [])].some(({ text }) =>
                text.endsWith('keepalived.conf'),
              ),
            )
            .map((at) => ({ at, message: 'the notify script reads keepalived.conf' })),
    ),
};
