import type { Cluster, Host } from '../../core/cluster.ts';
import { isServerDrill, type DrillName } from '../../core/drill.ts';
import { badInput } from '../../core/failure.ts';
import { drillOrder } from '../../drill/faults.ts';
import { schedule, type Planned } from '../../drill/schedule.ts';
import { holders, type VerifyView } from '../../verify/view.ts';
import type { ClusterField } from './field.ts';
import { drilledHosts } from './vips.ts';

/**
 * Which drill on which of these hosts. Those that were asked for by name, also where they will be refused; else all that the
 * cluster has something for. Throws `bad-input` where that is none.
 */
export function plannedDrills(
  field: Pick<ClusterField, 'absent' | 'onRequest' | 'servers'>,
  { cluster, hosts, view }: { cluster: Cluster; hosts: Host[]; view: VerifyView },
  named: DrillName[],
): Planned[] {
  const nodes = drilledHosts(hosts, cluster).map(({ name }) => ({
    name,
    holds: cluster.vips.filter((vip) => holders(view, vip).includes(name)).length,
  }));
  const usual = drillOrder.filter((one) => field.absent(one) === null && !field.onRequest(one));
  const wanted = named.length > 0 ? named : usual;
  const planned = schedule(wanted, (drill) => {
    if (!isServerDrill(drill) || field.absent(drill) !== null) return nodes;
    const servers = field.servers.filter((one) => one.drill === drill).map(({ host }) => host);
    return hosts.flatMap(({ name }) => (servers.includes(name) ? [{ name, holds: 0 }] : []));
  });
  if (planned.length > 0) return planned;
  const [missing] = wanted.flatMap((drill) => field.absent(drill) ?? []);
  const none =
    named.length > 0
      ? `no host of this run is one for ${named.join(' or ')}`
      : `no host of this run may hold a VIP of ${cluster.name}, nor serves behind one`;
  const servers = [...new Set(field.servers.map(({ host }) => host))];
  throw badInput({
    message: `${missing ?? none}: a drill has nothing to do`,
    hint:
      servers.length === 0
        ? 'leave --limit out, or name a host that runs keepalived'
        : `leave --limit out, or name a host that runs keepalived, or a server: ${servers.join(', ')}`,
  });
}
