import type { NodeRule } from '../../rule.ts';
import { databasesOf } from './databases.ts';

export const oneWriterAtATime: NodeRule = {
  id: 'SQL001',
  severity: 'note',
  scope: 'node',
  title: 'of two database servers that replicate each other, one gets the writes',
  why:
    'Two primaries that both take writes overwrite each other, or stop replicating at the first key that both have ' +
    'used; what is lost shows weeks later. No load balancer can know it. Servers that are read only, and a cluster ' +
    'that certifies writes (Galera, Group Replication), may share.',
  fix: 'backup on all servers but one (haproxy), lvs_sched fo with one weight higher than the others (LVS), a backend of its own for reads',
  source: 'MySQL manual, replication; seen in a field write-up',
  check: (node) =>
    databasesOf(node)
      .filter(({ active }) => active.length > 1)
      .map(({ at, title, active }) => ({
        at,
        message: `${title} spreads MySQL over ${active.slice(0, 5).join(', ')}: safe only for reads, or with a cluster that certifies writes`,
      })),
};
