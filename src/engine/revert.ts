import { now } from '../core/clock.ts';
import type { Host } from '../core/cluster.ts';
import { Failed, isLinkFailure, type Failure } from '../core/failure.ts';
import type { ApplyRun } from './run.ts';
import { runDetached } from './phase.ts';
import { abandonAll } from './stage.ts';

/** A revert is as quick as a reload; longer than this, a person must look. */
const REVERT_LIMIT_SECONDS = 90;
/** A host that cannot be reached until its watchdog has surely reverted it need not be asked any more. */
const WATCHDOG_MARGIN_MS = 15_000;
const LEAST_PATIENCE_MS = 10_000;

export const REVERTED = 'reverted';

/**
 * Brings every touched host back, last touched first, and gives up the transaction on the others. A host
 * that cannot be reached reverts itself when its watchdog fires: that is told as `in-doubt`.
 */
export async function revertAll(
  run: ApplyRun,
  touched: Host[],
): Promise<{ inDoubt: Failure | null }> {
  const hosts = touched.map((host) => host.name);
  const started = Date.now();
  run.emit({ event: 'phase', phase: 'revert', state: 'started', hosts });
  const states: { host: string; state: string }[] = [];
  for (const host of [...touched].reverse()) {
    states.push({ host: host.name, state: await revertOne(run, host) });
  }
  await abandonAll(
    run,
    run.parts.filter(({ host }) => !hosts.includes(host.name)),
  );
  const clean = states.every(({ state }) => state === REVERTED);
  run.emit({
    event: 'phase',
    phase: 'revert',
    state: clean ? 'done' : 'failed',
    hosts,
    durationMs: Date.now() - started,
  });
  if (clean) return { inDoubt: null };
  const heal = `hadeploy resume ${run.plan.cluster.name}`;
  return { inDoubt: { reason: 'in-doubt', transaction: run.transaction, hosts: states, heal } };
}

async function revertOne(run: ApplyRun, host: Host): Promise<string> {
  run.emit({ event: 'host', phase: 'revert', host: host.name, state: 'started' });
  const part = run.parts.find((one) => one.host.name === host.name);
  const phase = {
    fleet: run.fleet,
    cluster: run.plan.cluster.name,
    transaction: run.transaction,
    host,
    changes: part?.changes ?? [],
    emit: run.emit,
    reconnectUntil: Math.max(run.watchdogAt + WATCHDOG_MARGIN_MS, now() + LEAST_PATIENCE_MS),
  };
  try {
    const { code } = await runDetached(
      phase,
      ['undo_now', 'asked by hadeploy'],
      REVERT_LIMIT_SECONDS,
    );
    run.emit({
      event: 'host',
      phase: 'revert',
      host: host.name,
      state: code === 0 ? 'done' : 'failed',
    });
    return code === 0
      ? REVERTED
      : 'the revert failed: see the journal of the transaction on the node';
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    const { reason } = error.failure;
    run.emit({ event: 'host', phase: 'revert', host: host.name, state: 'failed' });
    return isLinkFailure(error)
      ? `unreachable: its watchdog reverts it within ${run.confirmTimeoutSeconds} s`
      : `not reverted: ${reason}`;
  }
}
