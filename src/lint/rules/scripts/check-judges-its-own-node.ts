import { isIP } from 'node:net';
import type { NodeRule } from '../../rule.ts';
import { bodiesOf } from '../../shell/body.ts';
import { programOf } from '../../shell/program.ts';

export const checkJudgesItsOwnNode: NodeRule = {
  id: 'SCR010',
  severity: 'note',
  scope: 'node',
  title: 'a check fails by what is wrong on its own node only',
  why:
    'What both nodes share (a gateway, a database, a name server) fails for both at the same time. With weight 0 both ' +
    'give up the VIP then; with a weight both sink together, and nothing moves.',
  fix: 'judge the local service; ask the gateway in a check of its own, with a weight',
  source: 'known in the field',
  check: (node) =>
    bodiesOf(node, 'check').flatMap(({ commands }) => {
      const programs = commands.map((command) => ({ command, ...programOf(command) }));
      return programs.flatMap(({ command, name, args }) => {
        const host = args.find(({ text }) => isIP(text) !== 0)?.text;
        if (!/^(ping6?|fping|arping)$/.test(name) || host === undefined) return [];
        if (host.startsWith('127.') || host === '::1') return [];
        return [
          { at: command, message: `the check pings ${host}, which both nodes may lose at once` },
        ];
      });
    }),
};
