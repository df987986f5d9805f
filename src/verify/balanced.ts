import { takesTraffic } from '../haproxy/running.ts';
import { ipvsKey, readIpvs } from '../keepalived/lvs/table.ts';
import { outputOf, type NodeView } from './view.ts';

/** A server as a balancer's configuration names it. */
export type BalancedServer =
  | { by: 'lvs'; service: { address: string; port: number }; address: string; port: number }
  | { by: 'haproxy'; backend: string; name: string };

/** Whether the balancer sends requests there now; null: it did not say. */
export function isInUse(balancer: NodeView, server: BalancedServer): boolean | null {
  if (server.by === 'haproxy') {
    const running = balancer.haproxy?.servers.find(
      (one) => one.backend === server.backend && one.server === server.name,
    );
    return running === undefined ? null : takesTraffic(running);
  }
  const output = outputOf(balancer.facts, 'ipvs');
  if (output === null || output.code !== 0) return null;
  const service = ipvsKey(server.service.address, server.service.port);
  const address = ipvsKey(server.address, server.port);
  return readIpvs(output.text).some(
    (one) => one.service === service && one.server === address && one.weight > 0,
  );
}
