import type { NodeRule } from '../../rule.ts';
import { activeServers, upstreamsOf } from './upstreams.ts';

export const deadServerIsLeftOut: NodeRule = {
  id: 'NGX001',
  severity: 'note',
  scope: 'node',
  title: 'nginx is told when a server of an upstream counts as dead',
  why:
    'nginx has no checks of its own: it finds out with the requests of clients. Without max_fails and fail_timeout one ' +
    'failed try takes a server out for 10 s, and with max_fails=0 a dead one gets its share of the requests for ever.',
  fix: 'server ADDRESS max_fails=3 fail_timeout=5s on each server',
  source: 'nginx documentation, ngx_http_upstream_module, server',
  check: (node) =>
    upstreamsOf(node).flatMap((upstream) => {
      const active = activeServers(upstream);
      if (active.length < 2) return [];
      const blind = active.filter(({ parameters }) => parameters.includes('max_fails=0'));
      const silent = active.every(
        ({ parameters }) => !parameters.some((one) => /^(max_fails|fail_timeout)=/.test(one)),
      );
      return [
        ...blind.map(({ at, host }) => ({
          at,
          severity: 'warning' as const,
          message: `server ${host} of upstream ${upstream.name} is never taken out (max_fails=0)`,
        })),
        ...(silent
          ? [
              {
                at: upstream.block,
                message: `upstream ${upstream.name}: one failed request takes a server out for 10 s, the default`,
              },
            ]
          : []),
      ];
    }),
};
