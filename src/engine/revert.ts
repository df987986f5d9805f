import { now } from '../core/clock.ts';
import type { Host } from '../core/cluster.ts';
import { Failed, isLinkFailure, type Failure } from '../core/failure.ts';
import { verdictStates } from './confirm.ts';
import { heldUnits, type ApplyRun } from './run.ts';
import { runDetached, stateOf } from './phase.ts';
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
  const back = async (host: Host): Promise<void> => {
    states.push({ host: host.name, state: await revertOne(run, host) });
  };
  if (touched.length > 1 && heldUnits(run).size > 0) {
    await untilAllCan(run, touched);
    await Promise.all(touched.map(back));
  } else {
    for (const host of [...touched].reverse()) await back(host);
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

/**
 * In lockstep no node may be old for seconds while another is new: all go back at once. Where one does not answer that is when
 * their watchdogs fire, which have one deadline.
 */
async function untilAllCan(run: ApplyRun, touched: Host[]): Promise<void> {
  const sessions = await Promise.allSettled(touched.map((host) => run.fleet.renew(host)));
  const silent = touched.filter((_, index) => sessions[index]?.status === 'rejected');
  const left = run.watchdogAt - now();
  if (silent.length === 0 || left <= 0) return;
  const names = silent.map(({ name }) => name).join(', ');
  run.emit({
    event: 'note',
    level: 'warning',
    message: `${names}: no answer; what was changed must be the same on all nodes, so they go back together, by their watchdogs, in ${Math.ceil(left / 1000)} s`,
  });
  await new Promise((resolve) => setTimeout(resolve, left));
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
    if (code === 0) return REVERTED;
    const session = await run.fleet.session(host);
    return (await stateOf(session, phase.cluster, run.transaction)) === 'confirmed'
      ? verdictStates.confirmed
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
