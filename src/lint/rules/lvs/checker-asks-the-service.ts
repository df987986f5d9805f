import { argument, inside, last } from '../../../keepalived/config/find.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import { virtualServersOf } from './services.ts';

export const checkerAsksTheService: NodeRule = {
  id: 'LVS020',
  severity: 'note',
  scope: 'node',
  title: 'a checker asks the port of its own service',
  why:
    'A checker of another port tells of another service: a database whose web server answers stays in the pool when the ' +
    'database is dead, and is thrown out when only the web server is.',
  fix: 'leave connect_port out: it is the port of the real server',
  source: 'keepalived.conf(5), connect_port; known in the field',
  check(node) {
    const services = virtualServersOf(node);
    const ports = new Set(services.flatMap(({ port }) => port ?? []));
    return services.flatMap(({ name, servers }) =>
      servers.flatMap((server) =>
        server.checkers.flatMap((checker): Observation[] => {
          const statement = last(inside(checker), 'connect_port');
          const port = Number(argument(statement) ?? NaN);
          const isOwn = Number.isNaN(port) || server.port === null || port === server.port;
          if (statement === undefined || isOwn) return [];
          // An agent's port is a habit; that of another service looks like a copy.
          return [
            {
              at: statement,
              severity: ports.has(port) ? 'warning' : 'note',
              message: `${checker.keyword} of real_server ${server.name} in virtual_server ${name} asks port ${port}`,
            },
          ];
        }),
      ),
    );
  },
};
