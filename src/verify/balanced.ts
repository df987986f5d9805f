import type { Endpoint } from '../core/endpoint.ts';
import { takesTraffic } from '../haproxy/running.ts';
import { endpointName } from '../keepalived/lvs/table.ts';
import type { NodeView } from './view.ts';

/** A server as a balancer's configuration names it. */
export type BalancedServer =
  { by: 'lvs'; service: string; at: Endpoint } | { by: 'haproxy'; backend: string; name: string };

/** Whether the balancer sends requests there now; null: it did not say. */
export function isInUse({ haproxy, lvs }: NodeView, server: BalancedServer): boolean | null {
  if (server.by === 'haproxy') {
    const running = haproxy?.servers.find(
      (one) => one.backend === server.backend && one.server === server.name,
    );
    return running === undefined ? null : takesTraffic(running);
  }
  if (lvs === null) return null;
  const servers = lvs.find(({ name }) => name === server.service)?.servers ?? [];
  return servers.some((one) => endpointName(one) === endpointName(server.at) && one.weight > 0);
}
