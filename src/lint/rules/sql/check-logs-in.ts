import type { NodeRule } from '../../rule.ts';
import { databasesOf, type Asking } from './databases.ts';

const how: Partial<Record<Asking, string>> = {
  connects: 'opens a connection and closes it',
  greets: 'reads the greeting and goes (option mysql-check without user)',
};

export const checkLogsIn: NodeRule = {
  id: 'SQL007',
  severity: 'note',
  scope: 'node',
  title: 'a check of MySQL logs in',
  why:
    'MySQL counts connections that end before a login as errors of that host. After max_connect_errors (100) it refuses ' +
    'the host: a standby without other traffic then finds every server down when it takes over.',
  fix: 'option mysql-check user NAME post-41, with a user that may do nothing',
  source: 'haproxy configuration manual, 4.2, option mysql-check; MySQL manual, max_connect_errors',
  check: (node) =>
    databasesOf(node).flatMap(({ at, title, asking }) => {
      const words = how[asking];
      return words === undefined ? [] : [{ at, message: `the check of ${title} ${words}` }];
    }),
};
