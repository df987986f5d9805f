import { endpointOf } from '../core/endpoint.ts';
import type { NginxSection } from './section.ts';

/** What a template of nginx.conf sees of the `nginx` section: lists with names, nothing undefined. */
export function nginxView(section: NginxSection) {
  const { user, worker_connections, timeouts, status } = section;
  const asked = endpointOf(status.listen);
  return {
    user,
    worker_connections,
    timeouts,
    status: { ...status, address: loopbackFor(asked?.address ?? ''), port: asked?.port ?? 0 },
    upstreams: Object.entries(section.upstreams).map(([name, upstream]) => ({
      name,
      // The method that is there without a word.
      balance: upstream.balance === 'roundrobin' ? null : upstream.balance,
      servers: Object.entries(upstream.servers).map(([server, of]) => ({
        name: server,
        address: of.address,
        weight: of.weight ?? null,
        max_conns: of.max_conns ?? null,
        backup: of.backup,
        max_fails: of.max_fails,
        fail_timeout: of.fail_timeout,
      })),
    })),
    servers: Object.entries(section.servers).map(([name, server]) => ({
      name,
      listen: server.listen,
      server_name: server.server_name,
      proxy_pass: server.proxy_pass ?? null,
      root: server.root ?? null,
    })),
  };
}

/** Where a page that is bound to this address answers on the node itself. */
function loopbackFor(address: string): string {
  if (address === '*' || address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}
