import type { Host } from '../core/cluster.ts';
import type { HostOutcome } from '../core/event.ts';
import { Failed, type Failure } from '../core/failure.ts';
import { activateAll, type Activation } from './activate.ts';
import { confirmAll, verdictStates } from './confirm.ts';
import { requireAsPlanned } from './as-planned.ts';
import { awaitGate } from './gate.ts';
import type { ClusterPlan, HostPlan } from './plan.ts';
import { REVERTED, revertAll } from './revert.ts';
import { gateRun, stopIfInterrupted, type ApplyOptions, type ApplyRun } from './run.ts';
import { abandonAll, stageAll } from './stage.ts';
import { newTransactionId } from './transaction.ts';

/** What became of each host and of the run. `failure` is null exactly when the transaction is confirmed everywhere. */
export interface ApplyResult {
  transaction: string;
  hosts: Record<string, HostOutcome>;
  /** Packages that this run installed: no rollback removes them. */
  installed: Record<string, string[]>;
  failure: Failure | null;
  /** What the run left behind, for the message: nothing touched, reverted, or in doubt. */
  aftermath: 'confirmed' | 'untouched' | 'reverted' | 'in-doubt';
}

/** One transaction over all hosts that have changes: all end in the new state, or all in the old. */
export async function apply(plan: ClusterPlan, options: ApplyOptions): Promise<ApplyResult> {
  const parts = plan.order.hosts
    .map(({ host }) => plan.hosts.find((one) => one.host.name === host))
    .filter((one): one is HostPlan => one !== undefined);
  const run: ApplyRun = {
    ...options,
    plan,
    transaction: newTransactionId(
      new Date(),
      plan.hosts.flatMap(({ facts }) => facts.transactions.map(({ id }) => id)),
    ),
    parts,
    changing: parts.filter(({ changes }) => changes.length > 0),
    watchdogAt: Infinity,
  };
  const staged = await stageAll(run);
  const untouched = async (failure: Failure): Promise<ApplyResult> => {
    await abandonAll(run, staged.reached, failure);
    const { installed, failed } = staged;
    return result(run, { failure, aftermath: 'untouched', installed, failed });
  };
  if (staged.failure !== null) return untouched(staged.failure);
  const activation: Activation = { touched: [] };
  try {
    await requireAsPlanned(run);
    await activateAll(run, activation);
    await finalGate(run);
    await confirmAll(run);
    await abandonAll(run, unchanged(run));
    return result(run, { failure: null, aftermath: 'confirmed', installed: staged.installed });
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    if (error.failure.reason === 'in-doubt') {
      // One node has confirmed: undoing the other would make it worse.
      await abandonAll(run, unchanged(run));
      return result(run, {
        failure: error.failure,
        aftermath: 'in-doubt',
        installed: staged.installed,
      });
    }
    if (activation.touched.length === 0) return untouched(error.failure);
    const { inDoubt } = await revertAll(run, activation.touched);
    const failure = inDoubt ?? error.failure;
    if (inDoubt) run.emit({ event: 'failure', failure: error.failure });
    return result(run, {
      failure,
      aftermath: inDoubt ? 'in-doubt' : 'reverted',
      installed: staged.installed,
      touched: activation.touched,
    });
  }
}

/** Staged for the lease alone. */
function unchanged(run: ApplyRun): HostPlan[] {
  return run.parts.filter((part) => !run.changing.includes(part));
}

async function finalGate(run: ApplyRun): Promise<void> {
  const started = Date.now();
  const hosts = run.plan.hosts.map(({ host }) => host.name);
  run.emit({ event: 'phase', phase: 'verify', state: 'started', hosts });
  await awaitGate(
    { ...gateRun(run), held: new Map() },
    run.plan.hosts.map(({ host }) => host),
    async (view) => {
      stopIfInterrupted(run);
      const checks = run.gate.final(view);
      if (checks.some((check) => !check.ok)) return checks;
      const sessions = new Map(
        await Promise.all(
          run.plan.hosts.map(
            async ({ host }) => [host.name, await run.fleet.session(host)] as const,
          ),
        ),
      );
      return [...checks, ...(await run.gate.answers(view, sessions))];
    },
  );
  run.emit({
    event: 'phase',
    phase: 'verify',
    state: 'done',
    hosts,
    durationMs: Date.now() - started,
  });
}

function result(
  run: ApplyRun,
  end: Pick<ApplyResult, 'failure' | 'aftermath' | 'installed'> & {
    touched?: Host[];
    failed?: string[];
  },
): ApplyResult {
  const outcome = (part: HostPlan): HostOutcome => {
    const { name } = part.host;
    if (!run.changing.includes(part)) return 'ok';
    if (end.aftermath === 'confirmed') return 'changed';
    if (end.failure?.reason === 'in-doubt') {
      return outcomeInDoubt(end.failure.hosts.find(({ host }) => host === name)?.state);
    }
    if (end.touched?.some((host) => host.name === name)) return 'reverted';
    return end.failed?.includes(name) ? 'failed' : 'skipped';
  };
  const hosts = Object.fromEntries(run.plan.hosts.map((part) => [part.host.name, outcome(part)]));
  return {
    transaction: run.transaction,
    hosts,
    installed: end.installed,
    failure: end.failure,
    aftermath: end.aftermath,
  };
}

/** Never `reverted` where that is only hoped for. */
function outcomeInDoubt(state: string | undefined): HostOutcome {
  switch (state) {
    case undefined:
      return 'skipped';
    case verdictStates.confirmed:
      return 'changed';
    case verdictStates.refused:
    case REVERTED:
      return 'reverted';
    default:
      return 'failed';
  }
}
