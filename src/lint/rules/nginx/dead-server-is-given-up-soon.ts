import { inherited, textsOf } from '../../../nginx/find.ts';
import type { NodeRule } from '../../rule.ts';
import { activeServers, proxyPassesOf, upstreamsOf } from './upstreams.ts';

/** A server on the same network answers in milliseconds, or not at all. */
const LONGEST_MS = 10_000;
const DEFAULT_MS = 60_000;

export const deadServerIsGivenUpSoon: NodeRule = {
  id: 'NGX002',
  severity: 'warning',
  scope: 'node',
  title: 'nginx gives up a server that does not answer within seconds',
  why:
    'A server that has lost its power refuses nothing, it is silent. Each request that nginx sends there first waits ' +
    'for proxy_connect_timeout, 60 s by default: the client is gone before the next server is tried.',
  fix: 'proxy_connect_timeout 2s; in the http block',
  source: 'nginx documentation, ngx_http_proxy_module, proxy_connect_timeout',
  check(node) {
    if (node.nginx === null || node.nginx.isPart) return [];
    const shared = new Set(
      upstreamsOf(node)
        .filter((upstream) => activeServers(upstream).length > 1)
        .map(({ name }) => name),
    );
    return proxyPassesOf(node).flatMap((pass) => {
      const own = inherited(pass, 'proxy_connect_timeout').at(-1);
      const ms = own === undefined ? DEFAULT_MS : millisecondsOf(textsOf(own)[0] ?? '');
      if (ms === null || ms <= LONGEST_MS) return [];
      const isShared = pass.host !== null && shared.has(pass.host);
      return [
        {
          at: own ?? pass.directive,
          severity: isShared ? ('warning' as const) : ('note' as const),
          message: `a request to ${pass.host ?? 'a server'} that is dead waits for ${ms / 1000} s (proxy_connect_timeout${own === undefined ? ', the default' : ''})`,
        },
      ];
    });
  },
};

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** "2s", "500ms", "1m 30s"; null: only the run tells. */
function millisecondsOf(text: string): number | null {
  const parts = text.match(/\d{1,9}(ms|[smh])?/g) ?? [];
  if (parts.join('') !== text.replaceAll(/\s/g, '') || parts.length === 0) return null;
  return parts.reduce((sum, part) => {
    const unit = part.replace(/^\d+/, '');
    return sum + Number.parseInt(part, 10) * (units[unit] ?? 1000);
  }, 0);
}
