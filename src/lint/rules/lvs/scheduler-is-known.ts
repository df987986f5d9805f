import { argument, last } from '../../../keepalived/config/find.ts';
import { nearest } from '../../../core/nearest.ts';
import { schedulers } from '../../../keepalived/lvs/words.ts';
import type { NodeRule } from '../../rule.ts';
import { virtualServersOf } from './services.ts';

const SCHEDULERS: readonly string[] = schedulers;

export const schedulerIsKnown: NodeRule = {
  id: 'LVS015',
  severity: 'warning',
  scope: 'node',
  title: 'the scheduler of a virtual server is one of the kernel',
  why:
    'keepalived takes wlc for a scheduler that it does not know: a service that needs one client on one server, or one ' +
    'server only, gets another distribution than the file says.',
  fix: `lvs_sched with one of ${SCHEDULERS.join(', ')}`,
  source: 'ipvsadm(8), --scheduler; measured',
  check: (node) =>
    virtualServersOf(node).flatMap(({ name, body }) => {
      const statement = last(body, 'lb_algo', 'lvs_sched');
      const scheduler = argument(statement);
      if (statement === undefined || scheduler === null || SCHEDULERS.includes(scheduler))
        return [];
      const meant = nearest(scheduler, SCHEDULERS);
      return [
        {
          at: statement.words[1] ?? statement,
          message: `virtual_server ${name} has ${statement.keyword} ${scheduler}, which the kernel does not have`,
          ...(meant !== null && { fix: `${statement.keyword} ${meant}` }),
        },
      ];
    }),
};
