import { isIP } from 'node:net';
import { vipsFor, type Cluster } from '../../core/cluster.ts';
import { isServerDrill, serviceOf, type DrillName, type OutageBound } from '../../core/drill.ts';
import type { Dial } from '../../core/session.ts';
import type { NodeLink } from '../../drill/drill-node.ts';
import type { DrilledVip, DrillField, DrillQuestion } from '../../drill/field.ts';
import type { DrillParams } from '../../drill/node-script.ts';
import {
  drilledServers,
  serverOf,
  serversBackMs,
  type DrilledServer,
} from '../../drill/servers.ts';
import type { Fleet } from '../../engine/fleet.ts';
import { haproxyOf } from '../../haproxy/section.ts';
import { serverDownBound } from '../../haproxy/timing.ts';
import { vrrpOf } from '../../keepalived/section.ts';
import { outageBound, stays } from '../../keepalived/timing.ts';
import { moveTerm } from '../../keepalived/timing/service-failure.ts';
import { isInUse } from '../../verify/balanced.ts';
import type { NodeView, VerifyView } from '../../verify/view.ts';
import { absence, isOnRequest, unfitness } from './fit.ts';
import { servesIn, unitsOf } from './services.ts';
import { balancersOf, drilledVips } from './vips.ts';

/** What the drills of one run are about, from inventory and deployed configuration. */
export interface FieldInput {
  cluster: Cluster;
  fleet: Fleet;
  run: string;
  owner: string;
  /** From where the VIPs are asked. */
  dial: Dial;
  probeEveryMs: number;
  /** Of every host of the cluster, as it is deployed. */
  view: VerifyView;
  /** The same, of the moment in which it is asked. */
  look: () => Promise<VerifyView>;
  /** Whether the check scripts look at more than haproxy's process. */
  seesServices: boolean;
  health: DrillField['health'];
  interrupt: AbortSignal;
}

export type ClusterField = DrillField & {
  servers: DrilledServer[];
  /** Why a cluster like this has nothing for a drill; null: it has. */
  absent(drill: DrillName): string | null;
  /** Only where it is asked for by name. */
  onRequest(drill: DrillName): boolean;
};

/** Throws `bad-input` where a cluster has nothing that a drill could measure. */
export function drillField(input: FieldInput): ClusterField {
  const { cluster, fleet, view, seesServices } = input;
  const balancers = balancersOf(view);
  const vips = drilledVips(cluster, balancers);
  const others = view.nodes.filter((node) => !balancers.includes(node));
  const servers = drilledServers({ balancers, others, serves: servesIn(cluster) }, vips);
  const spare = spareServer(balancers);
  const fitness = { cluster, view, servers, hasSpare: spare !== null, seesServices };
  const link = (name: string): NodeLink => linkTo(fleet, cluster, name);
  return {
    run: input.run,
    nodes: balancers.map(({ host }) => link(host.name)),
    link,
    vips,
    dial: input.dial,
    probeEveryMs: input.probeEveryMs,
    params: (host, drill) => paramsOf(input, { host, drill, spare, servers }),
    boundOf: (vip, question) => boundOf({ view, servers }, vip, question),
    serverDownMs: spare?.downMs ?? 0,
    serversBackMs: serversBackMs(balancers),
    servers,
    absent: (drill) => absence(drill, fitness),
    onRequest: (drill) => isOnRequest(drill, cluster),
    unfit: (planned) => unfitness(planned, fitness),
    unseen: (planned) => unseen(input, serverOf(servers, planned)),
    health: input.health,
    interrupt: input.interrupt,
  };
}

function linkTo(fleet: Fleet, cluster: Cluster, name: string): NodeLink {
  const host = cluster.hosts.find((one) => one.name === name);
  if (host === undefined) throw new Error(`no host ${name}`);
  return { name, session: () => fleet.session(host), renew: () => fleet.renew(host) };
}

interface Spare {
  address: string;
  port: number;
  /** Until its checks have taken it out. */
  downMs: number;
}

/** A server whose backend has another one, as it is deployed: without it the others serve on. */
function spareServer(balancers: NodeView[]): Spare | null {
  const backends = balancers.flatMap(({ model }) => model.haproxy?.backends ?? []);
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

interface ParamsGiven {
  host: string;
  drill: DrillName | null;
  spare: Spare | null;
  servers: DrilledServer[];
}

function paramsOf(
  { cluster, owner, view }: FieldInput,
  { host, drill, spare, servers }: ParamsGiven,
): DrillParams {
  const deployed = view.nodes.find((node) => node.host.name === host)?.model.instances[0];
  const service = drill === null ? null : serviceOf(drill);
  const server = drill === null ? undefined : serverOf(servers, { drill, host });
  return {
    cluster: cluster.name,
    owner,
    interface: deployed?.interface ?? vrrpOf(cluster.context)?.interface ?? '',
    vips: vipsFor({ name: host }, cluster).map(({ address }) => address),
    socket: haproxyOf(cluster.context)?.admin_socket ?? '/run/haproxy/admin.sock',
    services: server?.services ?? (service === null ? [] : unitsOf(service, cluster)),
    server: spare,
  };
}

function boundOf(
  { view, servers }: { view: VerifyView; servers: DrilledServer[] },
  vip: DrilledVip,
  question: DrillQuestion,
): OutageBound {
  const { fault, victim } = question;
  const untouched = stays([moveTerm]);
  if (isServerDrill(fault)) {
    const server = serverOf(servers, { drill: fault, host: victim });
    return server?.bounds[vip.name] ?? untouched;
  }
  if (vip.instance === null) return untouched;
  return outageBound(view.model, { ...question, fault, instance: vip.instance });
}

/** Which balancers have not taken the server out. */
async function unseen({ look }: FieldInput, server: DrilledServer | undefined): Promise<string[]> {
  if (server === undefined) return [];
  const { nodes } = await look();
  const still = server.known.flatMap(({ balancer, server: known }) => {
    const node = nodes.find(({ host }) => host.name === balancer);
    return node !== undefined && isInUse(node, known) === true ? [balancer] : [];
  });
  return [...new Set(still)].map(
    (balancer) => `${balancer} still sends requests to ${server.host}`,
  );
}
