import { heldBy, type Cluster, type Host } from '../core/cluster.ts';
import type { DaemonFacts, Facts } from '../core/facts.ts';
import { exitCodes } from '../core/exit-code.ts';
import { exitCodeOf, Failed, type Failure } from '../core/failure.ts';
import type { Query } from '../core/query.ts';
import { probe } from '../engine/probe.ts';
import { servicesOn } from '../playbook/services.ts';
import { printTable } from '../ui/print-table.ts';
import { statusTable, type NodeStatus } from '../ui/status-table.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { tellDoubts } from './doubt.ts';
import { limited, loadClusterFor, newFleet, playbookFor } from './load-run.ts';

type Seen = { host: Host; units: string[] } & ({ facts: Facts } | { failure: Failure });

function queriesFor(units: string[]): Query[] {
  return [
    ...units.map((unit): Query => ({ query: 'unit', unit })),
    { query: 'drift' },
    { query: 'daemons', haproxySocket: '/run/haproxy/admin.sock' },
  ];
}

/** `hadeploy status [CLUSTER]`: what each node is and does now. A node that does not answer is part of the answer. */
export async function status(run: CommandRun, given: { cluster?: string }): Promise<CommandEnd> {
  const cluster = await loadClusterFor(run, given.cluster);
  const hosts = limited(cluster, run.options.limit);
  run.hosts = hosts.map(({ name }) => name);
  const unitsOf = unitsBy(run, cluster);
  const fleet = newFleet(run);
  try {
    const seen = await Promise.all(
      hosts.map(async (host): Promise<Seen> => {
        const units = unitsOf(host);
        try {
          const facts = await probe(await fleet.session(host), cluster, queriesFor(units));
          return { host, units, facts };
        } catch (error) {
          if (!(error instanceof Failed)) throw error;
          return { host, units, failure: error.failure };
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

/** At night somebody wants to see the nodes, whatever is wrong with the playbook. */
function unitsBy(run: CommandRun, cluster: Cluster): (host: Host) => string[] {
  try {
    const playbook = playbookFor(run, cluster);
    const units = new Map(cluster.hosts.map((host) => [host, servicesOn(cluster, host, playbook)]));
    return (host) => units.get(host) ?? [];
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    const message = `the playbook ${cluster.playbook} is not sound (hadeploy plan says why): only keepalived and haproxy are looked at`;
    run.emit({ event: 'note', level: 'warning', message });
    return () => ['keepalived.service', 'haproxy.service'];
  }
}

function nodeStatus(cluster: Cluster, node: Seen): NodeStatus {
  if ('failure' in node)
    return { ...unknownNode(node.host.name), unreachable: node.failure.reason };
  const { host, units, facts } = node;
  const { daemons } = facts;
  const newest = [...facts.transactions].sort((a, b) => (a.id < b.id ? 1 : -1))[0] ?? null;
  const lease = facts.lease && facts.lease.remaining > 0 ? facts.lease : null;
  return {
    host: host.name,
    unreachable: null,
    vips: heldBy(host, cluster, facts).map(({ address }) => address),
    vrrp: Object.entries(daemons?.vrrpStates ?? {}).map(([instance, state]) => ({
      instance,
      state,
    })),
    services: units.map((unit) => ({
      name: unit.replace(/\.service$/, ''),
      version: versionOf(unit, daemons),
      isInstalled: (facts.units[unit]?.load ?? 'not-found') !== 'not-found',
      state: facts.units[unit]?.active ?? 'inactive',
    })),
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

function versionOf(unit: string, daemons: DaemonFacts | undefined): string | null {
  if (unit === 'keepalived.service') return daemons?.keepalivedVersion ?? null;
  return unit === 'haproxy.service' ? (daemons?.haproxyVersion ?? null) : null;
}

function unknownNode(host: string): NodeStatus {
  return {
    host,
    unreachable: null,
    vips: [],
    vrrp: [],
    services: [],
    servers: [],
    transaction: null,
    drift: [],
    lease: null,
  };
}
