import { all, inside } from '../../../keepalived/config/find.ts';
import type { NodeRule } from '../../rule.ts';
import { virtualServersOf } from './services.ts';

export const getCheckerHasUrl: NodeRule = {
  id: 'LVS023',
  severity: 'error',
  scope: 'node',
  title: 'HTTP_GET and SSL_GET have a url',
  why:
    'Without one there is nothing to ask for: keepalived 2.2.7 crashes on such a file, in keepalived -t too, and other ' +
    'versions leave the checker out.',
  fix: 'url { path / status_code 200 } on lines of their own',
  source: 'measured with keepalived 2.2.7',
  check: (node) =>
    virtualServersOf(node).flatMap(({ name, servers }) =>
      servers.flatMap((server) =>
        server.checkers
          .filter(({ keyword }) => keyword === 'HTTP_GET' || keyword === 'SSL_GET')
          .filter((checker) => all(inside(checker), 'url').length === 0)
          .map((checker) => ({
            at: checker,
            message: `${checker.keyword} of real_server ${server.name} in virtual_server ${name} has no url`,
          })),
      ),
    ),
};
