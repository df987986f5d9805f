import type { Cluster } from '../core/cluster.ts';
import { badInput } from '../core/failure.ts';
import { Fleet, type Node } from '../engine/fleet.ts';
import type { Gate } from '../engine/gate.ts';
import { loadCluster } from '../inventory/load.ts';
import { nearest } from '../inventory/nearest.ts';
import { bindSteps } from '../playbook/bind.ts';
import { loadPlaybook, type Playbook } from '../playbook/load.ts';
import { stepKinds } from '../steps/kinds.ts';
import { noGate, pairGate } from '../verify/pair-gate.ts';
import type { CommandRun } from './command-run.ts';

export interface LoadedRun {
  cluster: Cluster;
  /** The hosts of this run, narrowed by --limit, with their steps. */
  nodes: Node[];
  gate: Gate;
  /** Seconds a gate may take: the `vip` step's own, or the default. */
  gateTimeoutSeconds: number;
  fleet: Fleet;
}

/** How long a gate may take where the playbook says nothing: an election at the default timing, twice. */
export const GATE_SECONDS = 20;

/** Inventory and playbook, before any connection. Throws `bad-input` with everything that is wrong. */
export async function loadRun(
  run: CommandRun,
  clusterName: string | undefined,
): Promise<LoadedRun> {
  const cluster = await loadClusterFor(run, clusterName);
  const playbook = playbookFor(run, cluster);
  const { tags } = run.options;
  const bind = (host: Cluster['hosts'][number]) =>
    bindSteps({ playbook, cluster, host, kinds: stepKinds, tags });
  const nodes = limited(cluster, run.options.limit).map((host) => ({ host, steps: bind(host) }));
  const vip = playbook.steps.find((step) => step.kind === 'vip');
  const wanted = (vip?.params as { timeout?: number } | null | undefined)?.timeout;
  run.hosts = nodes.map(({ host }) => host.name);
  return {
    cluster,
    nodes,
    gate: vip ? pairGate : noGate,
    gateTimeoutSeconds: wanted ?? GATE_SECONDS,
    fleet: newFleet(run),
  };
}

export function playbookFor(run: CommandRun, cluster: Cluster): Playbook {
  const { projectDir } = run.options;
  return loadPlaybook({ projectDir, name: cluster.playbook, kinds: stepKinds });
}

export async function loadClusterFor(run: CommandRun, name: string | undefined): Promise<Cluster> {
  const { projectDir, user, identity, knownHosts, transport, acceptNewHostKeys } = run.options;
  const cluster = await loadCluster({
    projectDir,
    env: run.io.env,
    ...(name === undefined ? {} : { cluster: name }),
    connection: {
      ...(user === undefined ? {} : { user }),
      ...(identity === undefined ? {} : { identity }),
      ...(knownHosts === undefined ? {} : { knownHosts }),
      ...(transport === undefined ? {} : { transport }),
      ...(acceptNewHostKeys ? { hostKeys: 'accept-new' as const } : {}),
    },
  });
  run.cluster = cluster.name;
  run.learnSecrets(cluster.secrets);
  return cluster;
}

export function newFleet(run: CommandRun): Fleet {
  return new Fleet(run.io.connect);
}

/** --limit takes host and group names. */
export function limited(cluster: Cluster, limit: string[]): Cluster['hosts'] {
  if (limit.length === 0) return cluster.hosts;
  const known = [...new Set(cluster.hosts.flatMap((host) => [host.name, ...host.groups]))];
  const unknown = limit.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw badInput(
      ...unknown.map((name) => {
        const near = nearest(name, known);
        const hint =
          near === null ? `hosts and groups: ${known.join(', ')}` : `did you mean \`${near}\`?`;
        return { message: `--limit ${name}: ${cluster.name} has no such host or group`, hint };
      }),
    );
  }
  return cluster.hosts.filter((host) =>
    limit.some((name) => name === host.name || host.groups.includes(name)),
  );
}
