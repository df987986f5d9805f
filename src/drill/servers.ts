import { canonical } from '../core/address.ts';
import { covers } from '../core/endpoint.ts';
import type { OutageBound, ServerDrill } from '../core/drill.ts';
import { backendsBehind } from '../haproxy/behind.ts';
import type { BackendModel, HaproxyModel } from '../haproxy/model/types.ts';
import { serverDownBound } from '../haproxy/timing.ts';
import type { NodeModel } from '../keepalived/model/types.ts';
import { never, stays } from '../keepalived/timing.ts';
import { START_MS } from '../keepalived/timing/allowance.ts';
import type { Terms } from '../keepalived/timing/detection.ts';
import { realServerBackMs, realServerDownTerms } from '../keepalived/timing/real-server.ts';
import { moveTerm } from '../keepalived/timing/service-failure.ts';
import type { BalancedServer } from '../verify/balanced.ts';
import type { NodeView } from '../verify/view.ts';
import type { DrilledVip } from './field.ts';
import type { Planned } from './schedule.ts';

/** A host of the inventory that serves behind a VIP: what a drill stops there, and how the balancers follow it. */
export interface DrilledServer {
  drill: ServerDrill;
  host: string;
  /** Names that the unit of its service may have. */
  services: string[];
  /** How long the VIPs that it serves behind may lose requests, by their names. */
  bounds: Record<string, OutageBound>;
  /** What the balancers call it. */
  known: { balancer: string; server: BalancedServer }[];
  /** The VIPs behind which nobody else serves. */
  alone: string[];
}

/** What serves on a port of a host, as far as its playbook says; null: nobody knows. */
export type Serves = (
  node: NodeView,
  port: number,
) => { drill: ServerDrill; services: string[] } | null;

/**
 * Every server behind these VIPs that is a host of the inventory, and none that may hold a VIP itself: only their
 * services are ours to stop. Pure.
 */
export function drilledServers(
  { balancers, others, serves }: { balancers: NodeView[]; others: NodeView[]; serves: Serves },
  vips: DrilledVip[],
): DrilledServer[] {
  const found = new Map<string, DrilledServer>();
  for (const balancer of balancers) {
    for (const vip of vips) {
      for (const entry of entriesOf(balancer.model, vip)) {
        const node = others.find((one) => hasAddress(one, entry.address));
        const served = node === undefined ? null : serves(node, entry.port);
        if (node === undefined || served === null) continue;
        const key = `${served.drill} ${node.host.name}`;
        const none = { host: node.host.name, bounds: {}, known: [], alone: [] };
        const server = found.get(key) ?? { ...served, ...none };
        found.set(key, server);
        note(server, { balancer: balancer.host.name, vip: vip.name, entry });
      }
    }
  }
  return [...found.values()];
}

export function serverOf(
  servers: DrilledServer[],
  { drill, host }: Planned,
): DrilledServer | undefined {
  return servers.find((one) => one.drill === drill && one.host === host);
}

function note(
  server: DrilledServer,
  { balancer, vip, entry }: { balancer: string; vip: string; entry: Entry },
): void {
  const bound =
    entry.terms === null
      ? never(`no check of ${balancer} sees ${server.host} behind ${vip} stop`)
      : stays([...entry.terms, moveTerm]);
  const before = server.bounds[vip];
  if (before === undefined || before.outageMs < bound.outageMs) server.bounds[vip] = bound;
  server.known.push({ balancer, server: entry.server });
  if (entry.isAlone && !server.alone.includes(vip)) server.alone.push(vip);
}

/** After a fault, until every balancer has its servers again. */
export function serversBackMs(balancers: NodeView[]): number {
  const each = balancers.flatMap(({ model }) => [
    ...model.virtualServers.flatMap(({ servers }) => servers.map(realServerBackMs)),
    ...(model.haproxy?.backends ?? []).flatMap(({ servers }) =>
      servers.filter(({ check }) => check).map(({ downInterMs, rise }) => downInterMs * rise),
    ),
  ]);
  return START_MS + Math.max(0, ...each);
}

/** The backends that serve what comes in at one address and port. */
export function backendsAt(
  haproxy: HaproxyModel,
  { address, port }: { address: string; port: number },
): BackendModel[] {
  const frontends = haproxy.frontends.filter(({ binds }) =>
    binds.some((bind) => bind.port === port && covers(bind.address, address)),
  );
  return backendsBehind({ ...haproxy, frontends }, [{ address }]);
}

/** One server in the configuration of one balancer. */
interface Entry {
  server: BalancedServer;
  address: string;
  port: number;
  /** Until the balancer goes past it, once its port refuses; null: it never does. */
  terms: Terms | null;
  /** Nobody else takes the requests. */
  isAlone: boolean;
}

function entriesOf(model: NodeModel, vip: DrilledVip): Entry[] {
  const { haproxy } = model;
  return [
    ...lvsEntries(model, vip),
    ...(haproxy === null ? [] : backendsAt(haproxy, vip).flatMap(haproxyEntries)),
  ];
}

function lvsEntries({ virtualServers }: NodeModel, vip: DrilledVip): Entry[] {
  const services = virtualServers.filter(
    ({ address, port }) =>
      address !== null && canonical(address) === canonical(vip.address) && port === vip.port,
  );
  return services.flatMap((service) => {
    const servers = service.servers.filter(({ weight }) => weight > 0);
    return servers.map((one) => ({
      server: { by: 'lvs' as const, service: service.name, at: one },
      address: one.address,
      port: one.port,
      terms: realServerDownTerms(one),
      isAlone: isOneHost(servers) && service.sorryServer === null,
    }));
  });
}

function haproxyEntries(backend: BackendModel): Entry[] {
  const servers = backend.servers.filter(({ disabled }) => !disabled);
  return servers.flatMap((one) => {
    if (one.port === null) return [];
    const ms = serverDownBound(backend, one, 'refused');
    const what = `haproxy: inter × fall of ${backend.name}/${one.name}`;
    return [
      {
        server: { by: 'haproxy', backend: backend.name, name: one.name },
        address: one.address,
        port: one.port,
        terms: Number.isFinite(ms) ? [{ what, ms }] : null,
        isAlone: isOneHost(servers),
      },
    ];
  });
}

/** Also several ports of one host: they stop together. */
function isOneHost(servers: { address: string }[]): boolean {
  return new Set(servers.map(({ address }) => canonical(address))).size === 1;
}

/** On an interface: on lo every host has the same. */
function hasAddress({ facts }: NodeView, address: string): boolean {
  return facts.addresses.some(
    (fact) => fact.interface !== 'lo' && canonical(fact.address) === canonical(address),
  );
}
