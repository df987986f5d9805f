import type { Cluster } from '../../core/cluster.ts';
import { isServerDrill, serviceOf, type DrillName } from '../../core/drill.ts';
import type { Planned } from '../../drill/schedule.ts';
import { serverOf, type DrilledServer } from '../../drill/servers.ts';
import { mysqlOf } from '../../mysql/section.ts';
import type { VerifyView } from '../../verify/view.ts';
import { isFor } from './services.ts';

export interface Fitness {
  cluster: Cluster;
  view: VerifyView;
  servers: DrilledServer[];
  /** Whether a backend of haproxy has a server to spare. */
  hasSpare: boolean;
  /** Whether the check scripts look at more than haproxy's process. */
  seesServices: boolean;
}

/** Why a cluster like this has nothing for a drill; null: it has. */
export function absence(drill: DrillName, { cluster, view, servers }: Fitness): string | null {
  if (isServerDrill(drill)) {
    if (servers.some((one) => one.drill === drill)) return null;
    const what = drill === 'database-down' ? 'database' : 'web server that a playbook runs';
    return `no ${what} behind an address that is asked is a host of ${cluster.name}`;
  }
  if (view.pair.length === 0) return `no host of ${cluster.name} may hold a VIP`;
  const service = serviceOf(drill);
  if (service === null || view.pair.some((node) => isFor(node, service, cluster))) return null;
  return `no VIP of ${cluster.name} is there for ${service}: it does not run where they are, and no check of keepalived names it`;
}

/**
 * Where the inventory has no `mysql`, nobody can see whether the database that takes over has everything, nor whether the
 * one that comes back has caught up.
 */
export function isOnRequest(drill: DrillName, cluster: Cluster): boolean {
  return drill === 'database-down' && mysqlOf(cluster.context) === null;
}

/** Why a drill says nothing on this host; null: it does. What only the node knows, it says itself. */
export function unfitness(planned: Planned, fitness: Fitness): string | null {
  const { drill, host } = planned;
  const { cluster, view, servers, hasSpare, seesServices } = fitness;
  const missing = absence(drill, fitness);
  if (missing !== null) return missing;
  if (drill === 'backends-down' && !seesServices) {
    return 'no check script looks at the servers: with all of them down, the VIP stays, and so it is meant';
  }
  if (drill === 'server-down' && !hasSpare) {
    return 'no backend has two servers that are checked, with an IP address: one of them down is an outage by design';
  }
  if (drill === 'vrrp-blocked' && view.pair.length < 2) return 'there is only one node';
  const service = serviceOf(drill);
  const node = view.pair.find((one) => one.host.name === host);
  if (service !== null && node !== undefined && !isFor(node, service, cluster)) {
    return `${host} holds no VIP for ${service}`;
  }
  const [vip] = serverOf(servers, planned)?.alone ?? [];
  if (vip === undefined) return null;
  return `${host} is the only server behind ${vip}: without it there is an outage by design`;
}
