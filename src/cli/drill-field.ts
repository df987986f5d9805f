import { isIP } from 'node:net';
import { vipsFor, type Cluster, type Host } from '../core/cluster.ts';
import { badInput } from '../core/failure.ts';
import type { Dial } from '../core/session.ts';
import type { DrilledVip, DrillField } from '../drill/field.ts';
import type { DrillParams } from '../drill/node-script.ts';
import type { Planned } from '../drill/schedule.ts';
import type { Fleet } from '../engine/fleet.ts';
import { haproxyOf, type HaproxySection } from '../haproxy/section.ts';
import { serverDownBound } from '../haproxy/timing.ts';
import type { PairModel } from '../keepalived/model/types.ts';
import { vrrpOf } from '../keepalived/section.ts';
import { outageBound } from '../keepalived/timing.ts';
import { vipRequests } from '../verify/vip-requests.ts';

/** What the drills of one run are about, from inventory and deployed configuration. */
export interface FieldInput {
  cluster: Cluster;
  fleet: Fleet;
  run: string;
  owner: string;
  /** From where the VIPs are asked. */
  dial: Dial;
  probeEveryMs: number;
  /** Of the deployed files. */
  model: PairModel;
  /** Whether the check scripts look at more than haproxy's process. */
  seesServices: boolean;
  health: DrillField['health'];
  interrupt: AbortSignal;
}

/** Throws `bad-input` where a cluster has nothing that a drill could measure. */
export function drillField(input: FieldInput): DrillField {
  const { cluster, fleet, model } = input;
  const haproxy = haproxyOf(cluster.context);
  const server = spareServer(model);
  return {
    run: input.run,
    nodes: drilledHosts(cluster.hosts, cluster).map((host) => ({
      name: host.name,
      session: () => fleet.session(host),
      renew: () => fleet.renew(host),
    })),
    vips: drilledVips(cluster),
    dial: input.dial,
    probeEveryMs: input.probeEveryMs,
    params: (host) => paramsOf(input, { host, haproxy, server }),
    boundOf: (question) => outageBound(model, question),
    serverDownMs: server?.downMs ?? 0,
    unfit: ({ drill }) => unfit(drill, input, server),
    health: input.health,
    interrupt: input.interrupt,
  };
}

/** Those that may hold a VIP: a fault of any other moves none. */
export function drilledHosts(hosts: readonly Host[], cluster: Cluster): Host[] {
  return hosts.filter((host) => vipsFor(host, cluster).length > 0);
}

/** The first port of each VIP. One that no service answers on cannot be measured. */
function drilledVips(cluster: Cluster): DrilledVip[] {
  const requests = vipRequests(cluster);
  const vips = cluster.vips.flatMap(({ name: instance, address }) => {
    const first = requests.find(({ vip }) => vip.address === address);
    if (first === undefined) return [];
    const alone = cluster.vips.filter(({ name }) => name === instance).length === 1;
    const name = alone ? instance : `${instance} ${address}`;
    return [{ name, instance, address, port: first.port, path: first.path }];
  });
  if (vips.length > 0) return vips;
  throw badInput({
    message: `${cluster.name} has no VIP with a port that answers: a drill has nothing to measure`,
    path: 'haproxy.frontends',
    hint: 'bind a frontend to a VIP: bind: "192.0.2.100:80"',
  });
}

interface Spare {
  address: string;
  port: number;
  /** Until its checks have taken it out. */
  downMs: number;
}

/** A server whose backend has another one, as it is deployed: without it the others serve on. */
function spareServer({ nodes }: PairModel): Spare | null {
  const backends = nodes.flatMap(({ haproxy }) => haproxy?.backends ?? []);
  for (const backend of backends) {
    const checked = backend.servers.filter(
      ({ check, backup, disabled }) => check && !backup && !disabled,
    );
    const [first] = checked;
    if (checked.length < 2 || !first?.port || isIP(first.address) === 0) continue;
    const downMs = serverDownBound(backend, first, 'refused');
    return { address: first.address, port: first.port, downMs };
  }
  return null;
}

function paramsOf(
  { cluster, owner, model }: FieldInput,
  { host, haproxy, server }: { host: string; haproxy: HaproxySection | null; server: Spare | null },
): DrillParams {
  const deployed = model.nodes.find((node) => node.host === host)?.instances[0]?.interface;
  return {
    cluster: cluster.name,
    owner,
    interface: deployed ?? vrrpOf(cluster.context)?.interface ?? '',
    vips: vipsFor({ name: host }, cluster).map(({ address }) => address),
    socket: haproxy?.admin_socket ?? '/run/haproxy/admin.sock',
    server,
  };
}

function unfit(
  drill: Planned['drill'],
  { seesServices, cluster }: FieldInput,
  server: Spare | null,
): string | null {
  if (drill === 'backends-down' && !seesServices) {
    return 'no check script looks at the servers: with all of them down, the VIP stays, and so it is meant';
  }
  if (drill === 'server-down' && server === null) {
    return 'no backend has two servers that are checked, with an IP address: one of them down is an outage by design';
  }
  if (drill === 'vrrp-blocked' && drilledHosts(cluster.hosts, cluster).length < 2)
    return 'there is only one node';
  return null;
}
