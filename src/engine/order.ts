import { heldBy, vipsFor, type Cluster, type Host } from '../core/cluster.ts';
import type { ActivationOrder } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';

/**
 * Who is touched first. Those that may hold no VIP, as the others send them what they get: a server is ready before
 * somebody asks it; of databases the one that takes the writes goes last. Then standby before holder, and of two holders
 * (active/active) the one with fewer VIPs: whatever goes wrong shows where it hurts least. Nobody holds anything yet:
 * highest priority first, it will be the master.
 */
export function activationOrder(
  cluster: Cluster,
  nodes: { host: Host; facts: Facts }[],
): ActivationOrder {
  const held = new Map(
    nodes.map(({ host, facts }) => [
      host.name,
      heldBy(host, cluster, facts).map(({ address }) => address),
    ]),
  );
  const nobody = [...held.values()].every((vips) => vips.length === 0);
  const holds = (host: Host) => held.get(host.name) ?? [];
  const writes = ({ name }: Host) => Number(name === cluster.writer);
  const hosts = nodes.map(({ host }) => host);
  const [behind, pair] = [false, true].map((may) =>
    hosts.filter((host) => vipsFor(host, cluster).length > 0 === may),
  );
  behind?.sort((a, b) => writes(a) - writes(b));
  pair?.sort((a, b) =>
    nobody ? b.priority - a.priority : holds(a).length - holds(b).length || a.priority - b.priority,
  );
  const roleOf = (host: Host): ActivationOrder['hosts'][number]['role'] => {
    if (behind?.includes(host)) return 'holds no VIP';
    return nobody ? 'no holder yet' : holds(host).length > 0 ? 'holder' : 'standby';
  };
  return {
    hosts: [...(behind ?? []), ...(pair ?? [])].map((host) => ({
      host: host.name,
      role: roleOf(host),
      holds: holds(host),
    })),
  };
}
