import type { Cluster, Host } from '../core/cluster.ts';
import type { ActivationOrder } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';

/** The VIPs of the cluster that this node holds now, by address. */
export function heldVips(cluster: Cluster, facts: Facts): string[] {
  const own = new Set(facts.addresses.map((fact) => fact.address));
  return cluster.vips.map((vip) => vip.address).filter((address) => own.has(address));
}

/**
 * Who is touched first. Standby before holder, and of two holders (active/active) the one with fewer VIPs:
 * whatever goes wrong shows where it hurts least. Nobody holds anything yet: highest priority first, it
 * will be the master.
 */
export function activationOrder(
  cluster: Cluster,
  nodes: { host: Host; facts: Facts }[],
): ActivationOrder {
  const held = new Map(nodes.map(({ host, facts }) => [host.name, heldVips(cluster, facts)]));
  const nobody = [...held.values()].every((vips) => vips.length === 0);
  const holds = (host: Host) => held.get(host.name) ?? [];
  const sorted = nodes
    .map(({ host }) => host)
    .sort((a, b) =>
      nobody
        ? b.priority - a.priority
        : holds(a).length - holds(b).length || a.priority - b.priority,
    );
  return {
    hosts: sorted.map((host) => ({
      host: host.name,
      role: nobody ? 'no holder yet' : holds(host).length > 0 ? 'holder' : 'standby',
      holds: holds(host),
    })),
  };
}
