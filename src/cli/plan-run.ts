import type { PlannedChange, ResultEvent } from '../core/event.ts';
import { vipsFor } from '../core/cluster.ts';
import { fileDiff } from '../core/diff.ts';
import { Failed } from '../core/failure.ts';
import { planCluster, type ClusterPlan } from '../engine/plan.ts';
import { probeAll } from '../engine/fleet.ts';
import type { CommandRun } from './command-run.ts';
import { refuseDoubts, tellDoubts } from './doubt.ts';
import { refuseLintErrors } from './lint-gate.ts';
import type { LoadedRun } from './load-run.ts';

/** Probes all hosts and plans; tells the plan. What would be deployed anew is linted first. */
export async function planRun(
  run: CommandRun,
  command: string,
  loaded: Pick<LoadedRun, 'cluster' | 'nodes' | 'fleet'>,
): Promise<ClusterPlan> {
  const { cluster, nodes, fleet } = loaded;
  run.emit({ event: 'run', command, cluster: cluster.name, hosts: run.hosts });
  if (command === 'plan' || command === 'apply') await refuseLintErrors(run, cluster.name);
  const started = Date.now();
  run.emit({ event: 'phase', phase: 'probe', state: 'started', hosts: run.hosts });
  const probed = await probeAll(fleet, cluster, nodes, { emit: run.emit });
  run.emit({
    event: 'phase',
    phase: 'probe',
    state: 'done',
    hosts: run.hosts,
    durationMs: Date.now() - started,
  });
  if (['apply', 'rollback', 'switchover'].includes(command)) refuseDoubts(run, probed);
  else if (command !== 'resume') tellDoubts(run, probed);
  const plan = planCluster(cluster, probed);
  refuseLockstepOnSome(plan);
  run.emit({ event: 'plan', changes: plannedChanges(plan), order: plan.order });
  return plan;
}

/** Settings that all nodes must share at every instant cannot be changed on some of them: both would hold the VIPs. */
function refuseLockstepOnSome({ cluster, hosts }: ClusterPlan): void {
  const missing = cluster.hosts
    .filter((host) => vipsFor(host, cluster).length > 0)
    .filter(({ name }) => !hosts.some(({ host }) => host.name === name));
  if (missing.length === 0) return;
  for (const { host, changes } of hosts) {
    for (const change of changes) {
      if (change.op !== 'service' || change.lockstep.length === 0) continue;
      const names = missing.map(({ name }) => name).join(', ');
      throw new Failed({
        reason: 'unsupported-change',
        host: host.name,
        step: change.step,
        detail: `${change.lockstep.join(', ')}: the nodes must have the same at every instant, or all hold the VIPs; ${names} is not in this run`,
        hint: 'run it without --limit',
      });
    }
  }
}

export function plannedChanges(plan: ClusterPlan): PlannedChange[] {
  return plan.hosts.flatMap(({ host, changes }) =>
    changes.map((change) => ({ host: host.name, change })),
  );
}

/** The `changes` of the result event. */
export function changesOfResult(plan: ClusterPlan): NonNullable<ResultEvent['changes']> {
  return plannedChanges(plan).map(({ host, change }) => {
    const { step, kind, title, certainty } = change;
    const entry = { host, step, kind, title, certainty };
    return change.op === 'file' ? { ...entry, diff: fileDiff(change) } : entry;
  });
}
