import type { NodeRule } from '../../rule.ts';
import { databasesOf } from './databases.ts';

export const replicationIsLookedAt: NodeRule = {
  id: 'SQL006',
  severity: 'note',
  scope: 'node',
  title: 'a database server that lags behind leaves the pool',
  why:
    'A replica whose replication has stopped accepts connections and logins as before, and answers with old rows. A ' +
    'check that only connects, or only logs in, never takes it out.',
  fix: 'a script behind agent-check, httpchk or MISC_CHECK that looks at replication and read_only',
  source: 'known in the field',
  check: (node) =>
    databasesOf(node)
      .filter(({ active, asking }) => active.length > 1 && asking !== 'judges')
      .map(({ at, title }) => ({
        at,
        message: `nothing looks at the replication of the servers of ${title}`,
      })),
};
