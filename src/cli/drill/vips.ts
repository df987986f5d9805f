import { vipsFor, type Cluster, type Host } from '../../core/cluster.ts';
import { covers } from '../../core/endpoint.ts';
import { badInput } from '../../core/failure.ts';
import type { DrilledVip } from '../../drill/field.ts';
import { backendsAt } from '../../drill/servers.ts';
import type { NodeView, VerifyView } from '../../verify/view.ts';
import { vipRequests } from '../../verify/vip-requests.ts';

/** Those that may hold a VIP: a fault of any other moves none. */
export function drilledHosts(hosts: readonly Host[], cluster: Cluster): Host[] {
  return hosts.filter((host) => vipsFor(host, cluster).length > 0);
}

/** Who sends clients to servers: the nodes that may hold a VIP; without any VIP, those that run haproxy. */
export function balancersOf({ pair, nodes }: VerifyView): NodeView[] {
  return pair.length > 0 ? pair : nodes.filter(({ daemons }) => daemons.includes('haproxy'));
}

/** The first port of each VIP. Throws `bad-input` where none answers: it could not be measured. */
export function drilledVips(cluster: Cluster, balancers: NodeView[]): DrilledVip[] {
  const found = cluster.vips.length > 0 ? vipsOf(cluster) : balancers.flatMap(entrancesOf);
  if (found.length > 0) return found;
  throw badInput({
    message: `${cluster.name} has no VIP with a port that answers: a drill has nothing to measure`,
    path: 'haproxy.frontends',
    hint: 'bind a frontend to a VIP: bind: "192.0.2.100:80"',
  });
}

function vipsOf(cluster: Cluster): DrilledVip[] {
  const requests = vipRequests(cluster);
  return cluster.vips.flatMap(({ name: instance, address }) => {
    const first = requests.find(({ vip }) => vip.address === address);
    if (first === undefined) return [];
    const alone = cluster.vips.filter(({ name }) => name === instance).length === 1;
    const name = alone ? instance : `${instance} ${address}`;
    return [{ name, instance, address, port: first.port, path: first.path }];
  });
}

/** Of a balancer that stands alone: its own address, and the first port that has servers. */
function entrancesOf({ host, facts, model }: NodeView): DrilledVip[] {
  const { address } = host.target;
  const { haproxy } = model;
  if (haproxy === null || !facts.addresses.some((fact) => fact.address === address)) return [];
  const entrances = haproxy.frontends.flatMap(({ name, mode, binds }) =>
    binds
      .filter((bind) => covers(bind.address, address))
      .filter(({ port }) => backendsAt(haproxy, { address, port }).length > 0)
      .map(({ port }) => ({
        name: `${host.name} ${name}`,
        instance: null,
        address,
        port,
        path: mode === 'http' ? '/' : null,
      })),
  );
  return entrances.slice(0, 1);
}
