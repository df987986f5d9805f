import { last } from '../../../keepalived/config/find.ts';
import { numberIn } from '../../../keepalived/config/values.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import { virtualServersOf } from './services.ts';

const LONG = 10;

export const checksAreQuick: NodeRule = {
  id: 'LVS010',
  severity: 'note',
  scope: 'node',
  title: 'a dead real server is found within seconds',
  why:
    'delay_loop is 60 seconds where it is not said: for a minute and more the share of a dead server goes nowhere. ' +
    'nb_get_retry is an old name for retry, and TCP_CHECK does not know it.',
  fix: 'delay_loop 5 or less, connect_timeout 3, retry 1',
  source: 'keepalived.conf(5), delay_loop and retry; measured',
  check: (node) =>
    virtualServersOf(node).flatMap(({ name, body, servers, ...at }): Observation[] => {
      const loop = last(body, 'delay_loop');
      const delay = numberIn(loop, 60);
      const isOwn = servers.every(({ body, checkers }) =>
        [body, ...checkers.map(({ block }) => block?.statements ?? [])].some(
          (some) => last(some, 'delay_loop') !== undefined,
        ),
      );
      const old = servers
        .flatMap(({ checkers }) => checkers)
        .flatMap(({ block }) => last(block?.statements ?? [], 'nb_get_retry') ?? []);
      return [
        ...(delay <= LONG || isOwn
          ? []
          : [
              {
                at: loop ?? at,
                message: `virtual_server ${name} looks at its servers every ${delay} s${loop ? '' : ', the default'}`,
              },
            ]),
        ...old.map((one) => ({
          at: one,
          message: `nb_get_retry in virtual_server ${name} is the old name of retry`,
          fix: 'retry',
        })),
      ];
    }),
};
