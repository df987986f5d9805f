import type { NodeRule } from '../../rule.ts';
import { virtualServersOf } from './services.ts';

export const oneCheckerPerServer: NodeRule = {
  id: 'LVS021',
  severity: 'warning',
  scope: 'node',
  title: 'a real server has one checker',
  why:
    'All checkers of a real server must succeed: a second one that was left over from another service takes a server out ' +
    'that is well. keepalived -t says nothing.',
  fix: 'one checker; where both are meant: # hadeploy: allow LVS021: WHY',
  source: 'known in the field',
  check: (node) =>
    virtualServersOf(node).flatMap(({ name, servers }) =>
      servers.flatMap((server) => {
        const [first, second] = server.checkers;
        if (first === undefined || second === undefined) return [];
        return [
          {
            at: second,
            message: `real_server ${server.name} of virtual_server ${name} has ${first.keyword} and ${second.keyword}: both must succeed`,
          },
        ];
      }),
    ),
};
