import { inherited, textsOf } from '../../../nginx/find.ts';
import type { NodeRule } from '../../rule.ts';
import { proxyPassesOf } from './upstreams.ts';

export const serversKnowTheClient: NodeRule = {
  id: 'NGX003',
  severity: 'note',
  scope: 'node',
  title: 'nginx tells its servers which host was asked for, and by whom',
  why:
    'Without these headers a server sees the name of the upstream and the address of the load balancer: virtual ' +
    'hosts, redirects, logs and limits by address are wrong. One proxy_set_header in a block takes away all those of ' +
    'the blocks around it.',
  fix: 'proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
  source: 'nginx documentation, ngx_http_proxy_module, proxy_set_header',
  check(node) {
    if (node.nginx === null || node.nginx.isPart) return [];
    return proxyPassesOf(node).flatMap((pass) => {
      const headers = inherited(pass, 'proxy_set_header').map(
        (one) => textsOf(one)[0]?.toLowerCase() ?? '',
      );
      const missing = [
        ...(headers.includes('host') ? [] : ['Host']),
        ...(headers.some((one) => /^(x-forwarded-for|x-real-ip|forwarded)$/.test(one))
          ? []
          : ['X-Forwarded-For']),
      ];
      if (missing.length === 0) return [];
      return [
        {
          at: pass.directive,
          message: `requests to ${pass.host ?? 'the server'} go without ${missing.join(' and ')}`,
        },
      ];
    });
  },
};
