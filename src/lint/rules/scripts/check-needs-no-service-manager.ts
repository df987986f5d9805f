import type { NodeRule } from '../../rule.ts';
import { bodiesOf } from '../../shell/body.ts';
import { programOf } from '../../shell/program.ts';

const managers = /^(systemctl|service|sudo|busctl|dbus-send|su)$/;

export const checkNeedsNoServiceManager: NodeRule = {
  id: 'SCR014',
  severity: 'note',
  scope: 'node',
  title: 'a check asks neither systemd nor sudo',
  why:
    'systemctl and sudo wait for D-Bus, for PAM, for the journal: on a node in trouble they hang, just when the check ' +
    'counts. "active" also only means that a process runs, not that it serves.',
  fix: 'a request to the service itself, by the user that keepalived runs scripts as',
  source: 'keepalived issues 1984 and 1322',
  check: (node) =>
    bodiesOf(node, 'check').flatMap(({ commands }) =>
      commands.flatMap((command) => {
        const name = programOf(command).names.find((one) => managers.test(one));
        return name === undefined ? [] : [{ at: command, message: `the check calls ${name}` }];
      }),
    ),
};
