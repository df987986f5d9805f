import type { NodeRule } from '../../rule.ts';
import { longLived } from './long-sessions-outlive-timeouts.ts';
import { backendsIn } from './proxies.ts';

export const deadServerDropsSessions: NodeRule = {
  id: 'HAP019',
  severity: 'note',
  scope: 'node',
  title: 'sessions of a database server that is down are closed',
  why:
    'haproxy sends new sessions elsewhere, and keeps those that exist with the server that failed its checks: clients ' +
    'wait there until their own timeout, or write to a server that is no longer the one to write to.',
  fix: 'default-server on-marked-down shutdown-sessions',
  source: 'haproxy configuration manual, 5.2, on-marked-down',
  check: (node) =>
    backendsIn(node).flatMap(({ model, servers, title }) =>
      servers
        .filter(
          ({ check, port, onMarkedDown }) =>
            model.mode === 'tcp' &&
            check &&
            onMarkedDown === null &&
            longLived[port ?? 0] !== undefined,
        )
        .slice(0, 1)
        .map((server) => ({
          at: server,
          message: `${title} keeps sessions (${longLived[server.port ?? 0] ?? ''}) with a server that is down`,
        })),
    ),
};
