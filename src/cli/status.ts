import { heldBy, type Cluster, type Host } from '../core/cluster.ts';
import type { Facts } from '../core/facts.ts';
import { exitCodes } from '../core/exit-code.ts';
import { exitCodeOf, Failed, type Failure } from '../core/failure.ts';
import type { Query } from '../core/query.ts';
import { probe } from '../engine/probe.ts';
import { printTable } from '../ui/print-table.ts';
import { statusTable, type NodeStatus } from '../ui/status-table.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { tellDoubts } from './doubt.ts';
import { limited, loadClusterFor, newFleet } from './load-run.ts';

const queries: Query[] = [
  { query: 'unit', unit: 'haproxy.service' },
  { query: 'unit', unit: 'keepalived.service' },
  { query: 'drift' },
  { query: 'daemons', haproxySocket: '/run/haproxy/admin.sock' },
];

type Seen = { host: Host; facts: Facts } | { host: Host; failure: Failure };

/** `hadeploy status [CLUSTER]`: what each node is and does now. A node that does not answer is part of the answer. */
export async function status(run: CommandRun, given: { cluster?: string }): Promise<CommandEnd> {
  const cluster = await loadClusterFor(run, given.cluster);
  const hosts = limited(cluster, run.options.limit);
  run.hosts = hosts.map(({ name }) => name);
  const fleet = newFleet(run);
  try {
    const seen = await Promise.all(
      hosts.map(async (host): Promise<Seen> => {
        try {
          return { host, facts: await probe(await fleet.session(host), cluster, queries) };
        } catch (error) {
          if (!(error instanceof Failed)) throw error;
          return { host, failure: error.failure };
        }
      }),
    );
    tellDoubts(
      run,
      seen.filter((node) => 'facts' in node),
    );
    const nodes = seen.map((node) => nodeStatus(cluster, node));
    const now = Math.max(...seen.map((node) => ('facts' in node ? node.facts.system.clock : 0)));
    await printTable(run, (options) => statusTable(nodes, { ...options, now }));
    const failures = seen.flatMap((node) => ('failure' in node ? [node.failure] : []));
    for (const failure of failures) run.emit({ event: 'failure', failure });
    return {
      exitCode: failures[0] ? exitCodeOf(failures[0]) : exitCodes.done,
      hosts: Object.fromEntries(
        seen.map((node) => [
          node.host.name,
          { outcome: 'facts' in node ? 'ok' : 'unreachable', changes: 0 },
        ]),
      ),
      nodes,
    };
  } finally {
    fleet.close();
  }
}

function nodeStatus(cluster: Cluster, node: Seen): NodeStatus {
  if ('failure' in node)
    return { ...unknownNode(node.host.name), unreachable: node.failure.reason };
  const { host, facts } = node;
  const { daemons } = facts;
  const newest = [...facts.transactions].sort((a, b) => (a.id < b.id ? 1 : -1))[0] ?? null;
  const active = (unit: string) => facts.units[`${unit}.service`]?.active === 'active';
  const lease = facts.lease && facts.lease.remaining > 0 ? facts.lease : null;
  return {
    host: host.name,
    unreachable: null,
    vips: heldBy(host, cluster, facts).map(({ address }) => address),
    vrrp: Object.entries(daemons?.vrrpStates ?? {}).map(([instance, state]) => ({
      instance,
      state,
    })),
    keepalived: { version: daemons?.keepalivedVersion ?? null, active: active('keepalived') },
    haproxy: { version: daemons?.haproxyVersion ?? null, active: active('haproxy') },
    servers: (daemons?.servers ?? []).map(({ backend, server, status: state }) => ({
      backend,
      server,
      // haproxy: "UP", "UP 1/3" while going down, "no check", "DOWN", "MAINT" …
      up: state.startsWith('UP') || state === 'no check',
    })),
    transaction: newest,
    drift: facts.drifted ?? [],
    lease: lease && { owner: lease.owner, run: lease.run, remainingSeconds: lease.remaining },
  };
}

function unknownNode(host: string): NodeStatus {
  const daemon = { version: null, active: false };
  return {
    host,
    unreachable: null,
    vips: [],
    vrrp: [],
    keepalived: daemon,
    haproxy: daemon,
    servers: [],
    transaction: null,
    drift: [],
    lease: null,
  };
}
