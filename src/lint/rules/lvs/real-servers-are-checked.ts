import type { NodeRule } from '../../rule.ts';
import { virtualServersOf } from './services.ts';

export const realServersAreChecked: NodeRule = {
  id: 'LVS008',
  severity: 'warning',
  scope: 'node',
  title: 'every real server has a checker',
  why:
    'A real server without a checker is always up: when it dies its share of the clients gets nothing. keepalived -t ' +
    'says nothing.',
  fix: 'TCP_CHECK { connect_timeout 3 }, or HTTP_GET with a url',
  source: 'keepalived.conf(5), real_server; measured',
  check: (node) =>
    virtualServersOf(node).flatMap(({ name, servers }) =>
      servers
        .filter(({ checkers, body }) => checkers.length === 0 && !isTaken(body))
        .map((one) => ({
          at: one,
          message: `real_server ${one.name} of virtual_server ${name} has no checker: it counts as up when it is dead`,
        })),
    ),
};

/** Its checkers may stand in an included file that is not known. */
function isTaken(body: readonly { keyword: string }[]): boolean {
  return body.some(({ keyword }) => keyword.startsWith('include'));
}
