import { argument, last } from '../../../keepalived/config/find.ts';
import type { NodeRule } from '../../rule.ts';
import { virtualServersOf } from './services.ts';

export const persistenceIsMeant: NodeRule = {
  id: 'LVS014',
  severity: 'note',
  scope: 'node',
  title: 'persistence is used where there are many clients',
  why:
    'With persistence all of a client goes to one server. Behind one proxy or one NAT all clients are one, and a test ' +
    'from one machine never sees the second server: the scheduler and its weights seem not to work.',
  fix: 'remove persistence_timeout where the servers share their sessions; test from several addresses',
  source: 'ipvsadm(8), --persistent; seen in a field write-up',
  check: (node) =>
    virtualServersOf(node).flatMap(({ name, body, servers }) => {
      const statement = last(body, 'persistence_timeout');
      if (statement === undefined || servers.length < 2) return [];
      return [
        {
          at: statement,
          message: `virtual_server ${name} keeps each client at one server for ${argument(statement) ?? '360'} s after its last connection`,
        },
      ];
    }),
};
