import { exitCodes } from '../core/exit-code.ts';
import { Failed } from '../core/failure.ts';
import { driftBetween, fingerprints } from '../engine/fingerprint.ts';
import { awaitGate } from '../engine/gate.ts';
import type { ClusterPlan } from '../engine/plan.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { executePlan } from './execute-plan.ts';
import { loadRun, type LoadedRun } from './load-run.ts';
import { planRun } from './plan-run.ts';
import { readSavedPlan, type SavedPlan } from './saved-plan.ts';
import type { Timing } from './options.ts';

/** `hadeploy apply [CLUSTER|FILE]`: plan, ask, and make it so. */
export async function apply(
  run: CommandRun,
  given: { subject?: string; timing: Timing },
): Promise<CommandEnd> {
  const saved = given.subject === undefined ? null : readSavedPlan(given.subject);
  if (saved) run.options = { ...run.options, limit: saved.limit, tags: saved.tags };
  const loaded = await loadRun(run, saved?.cluster ?? given.subject);
  try {
    const plan = await planRun(run, 'apply', loaded);
    if (saved) refuseIfStale(saved, plan);
    if (plan.hosts.every(({ changes }) => changes.length === 0))
      return await nothingToDo(run, loaded, plan);
    return await executePlan(run, plan, {
      ...loaded,
      command: 'apply',
      timing: given.timing,
    });
  } finally {
    loaded.fleet.close();
  }
}

function refuseIfStale(saved: SavedPlan, plan: ClusterPlan): void {
  const drift = driftBetween(saved.hosts, fingerprints(plan));
  if (drift.length > 0) throw new Failed({ reason: 'plan-stale', hosts: drift });
}

/** Nothing to change; but is it as it should be? Judged by what the probe has seen, looked at again only if it is not. */
async function nothingToDo(
  run: CommandRun,
  loaded: LoadedRun,
  plan: ClusterPlan,
): Promise<CommandEnd> {
  const view = {
    cluster: plan.cluster,
    facts: new Map(plan.hosts.map(({ host, facts }) => [host.name, facts])),
    order: plan.order,
  };
  let checks = loaded.gate.final(view);
  if (checks.some(({ ok }) => !ok)) {
    const { fleet, cluster, nodes, gateTimeoutSeconds } = loaded;
    const gateRun = {
      fleet,
      cluster,
      nodes,
      order: plan.order,
      emit: run.emit,
      timeoutSeconds: gateTimeoutSeconds,
      settleSeconds: 0,
      notAfter: Infinity,
      held: new Map<string, string[]>(),
    };
    await awaitGate(gateRun, [], (now) => (checks = loaded.gate.final(now)));
  }
  return {
    exitCode: exitCodes.done,
    hosts: Object.fromEntries(
      plan.hosts.map(({ host }) => [host.name, { outcome: 'ok', changes: 0 }]),
    ),
    changes: [],
    checks,
  };
}
