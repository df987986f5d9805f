import { isAtLeast } from '../../../keepalived/version.ts';
import type { NodeRule } from '../../rule.ts';

export const reloadHandsOverListeners: NodeRule = {
  id: 'HAP013',
  severity: 'note',
  scope: 'node',
  title: 'haproxy before 2.6 hands its listeners over on reload',
  why:
    'Without expose-fd listeners the new process opens its own sockets and the old one closes its own: connections that ' +
    'wait in the old queue at that moment are reset.',
  fix: 'add expose-fd listeners to the stats socket',
  source: 'haproxy configuration manual, 3.1, stats socket; since 2.6 the master process does it',
  check: ({ haproxy, versions }) => {
    const [socket] = haproxy?.model.global.sockets ?? [];
    if (socket === undefined || isAtLeast(versions.haproxy, [2, 6]) !== false) return [];
    if (haproxy?.model.global.sockets.some(({ exposesListeners }) => exposesListeners)) return [];
    return [
      {
        at: socket,
        message: `haproxy ${versions.haproxy?.join('.') ?? ''} does not hand over its listeners: a reload resets the connections that wait at that moment`,
      },
    ];
  },
};
