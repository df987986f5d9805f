import { knownNames } from '../../known-names.ts';
import type { NodeRule } from '../../rule.ts';
import { isName, proxyPassesOf, upstreamsOf } from './upstreams.ts';

export const nginxStartsWithoutDns: NodeRule = {
  id: 'NGX006',
  severity: 'warning',
  scope: 'node',
  title: 'nginx starts and reloads without DNS',
  why:
    'nginx resolves the names of servers when it starts and when it reloads: one without an answer stops both, for all ' +
    'sites of the node. An address that changes later is not noticed. nginx -t passes as long as the names resolve.',
  fix: 'write addresses, or a resolver with the name in a variable: set $app NAME; proxy_pass http://$app;',
  source: 'nginx documentation, ngx_http_proxy_module, proxy_pass; measured with nginx 1.22',
  check(node) {
    const known = knownNames(node);
    const upstreams = upstreamsOf(node);
    const groups = new Set(upstreams.map(({ name }) => name));
    const needsDns = (host: string): boolean => isName(host) && !known.has(host.toLowerCase());
    const servers = upstreams
      .flatMap(({ servers: all }) => all)
      .filter(({ host, parameters }) => needsDns(host) && !parameters.includes('resolve'))
      .map(({ at, host }) => ({ at, host }));
    const direct = proxyPassesOf(node).flatMap(({ directive: at, host }) =>
      host === null || groups.has(host) || !needsDns(host) ? [] : [{ at, host }],
    );
    // A group may stand in a file that nobody gave us; a name with a dot is one of DNS.
    const isPart = node.nginx?.mayBePart ?? false;
    return [...servers, ...direct.filter(({ host }) => !isPart || host.includes('.'))].map(
      ({ at, host }) => ({
        at,
        message: `nginx neither starts nor reloads on ${node.name} while ${host} does not resolve`,
      }),
    );
  },
};
