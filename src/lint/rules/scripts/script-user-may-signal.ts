import type { NodeRule } from '../../rule.ts';
import { bodiesOf } from '../../shell/body.ts';
import { hasFlag, programOf } from '../../shell/program.ts';
import { calledScript, definitionOf, userOf } from './named.ts';

export const scriptUserMaySignal: NodeRule = {
  id: 'SCR019',
  severity: 'error',
  scope: 'node',
  title: 'the user of a check may do what the check does',
  why:
    'Only root may send a signal to processes of root, signal 0 too, and only root sees to whom a socket belongs. As ' +
    'another user the check fails on both nodes at all times: both priorities are low, and nothing moves.',
  fix: 'script_user root, or a check that needs no rights: a request to the service',
  source: 'kill(2), EPERM; keepalived issue 1420; measured',
  check: (node) =>
    bodiesOf(node, 'check').flatMap(({ script, commands }) => {
      const definition = definitionOf(script, node);
      const user = definition === null ? null : userOf(definition, node);
      if (user === null || user === 'root' || user === '0') return [];
      return commands.flatMap((command) => {
        const { name, args, names } = programOf(command);
        if (names.includes('sudo')) return [];
        const words = args.map(({ text }) => text);
        // Some of haproxy's processes are its own user's.
        const mayNot =
          (/^(killall|pkill|kill)$/.test(name) && words.includes('-0') && !words.includes(user)) ||
          (/^(ss|netstat)$/.test(name) && hasFlag(args, 'p'));
        if (!mayNot) return [];
        const what = [name, ...words].join(' ').slice(0, 60);
        return [
          {
            at: command,
            severity:
              name === 'ss' || name === 'netstat' ? ('warning' as const) : ('error' as const),
            message: `${calledScript(script, node)} runs ${what} as ${user}, who may not`,
          },
        ];
      });
    }),
};
