import { now } from '../core/clock.ts';
import { Failed, isLinkFailure } from '../core/failure.ts';
import type { Host } from '../core/cluster.ts';
import { CONFIRM_MARGIN_MS, stopIfInterrupted, tooLate, type ApplyRun } from './run.ts';
import { stateOf } from './phase.ts';
import { phaseScript } from './transaction.ts';

const RETRY_EVERY_MS = 500;

type Verdict = 'confirmed' | 'refused' | 'unknown';

/**
 * Confirms on all hosts at once, over fresh connections: only a node that can still be reached may keep
 * what was done to it. All connections stand before the first confirm is sent, so that the instant in
 * which one node has confirmed and another has not is one round trip; and none is sent when a watchdog is
 * about to fire. An answer that got lost is asked for again until the watchdogs have had their turn.
 * Rejects with a failure after which nothing is confirmed (revert), or with `in-doubt`.
 */
export async function confirmAll(run: ApplyRun): Promise<void> {
  const hosts = run.changing.map(({ host }) => host);
  const names = hosts.map(({ name }) => name);
  const started = Date.now();
  run.emit({ event: 'phase', phase: 'confirm', state: 'started', hosts: names });
  const verdicts = await verdictsOf(run, hosts);
  const durationMs = Date.now() - started;
  const state = verdicts.every((verdict) => verdict === 'confirmed') ? 'done' : 'failed';
  run.emit({ event: 'phase', phase: 'confirm', state, hosts: names, durationMs });
  if (state === 'done') return;
  if (verdicts.every((verdict) => verdict === 'refused')) throw tooLate(run);
  throw new Failed({
    reason: 'in-doubt',
    transaction: run.transaction,
    hosts: names.map((host, index) => ({
      host,
      state: verdictStates[verdicts[index] ?? 'unknown'],
    })),
    heal: `hadeploy resume ${run.plan.cluster.name}`,
  });
}

async function verdictsOf(run: ApplyRun, hosts: Host[]): Promise<Verdict[]> {
  await Promise.all(hosts.map((host) => freshSession(run, host)));
  stopIfInterrupted(run);
  if (now() > run.watchdogAt - CONFIRM_MARGIN_MS) throw tooLate(run);
  return Promise.all(hosts.map((host) => confirmOne(run, host)));
}

/**
 * A connection that is refused once (an sshd that restarts, a burst of others) is no reason to undo a good change. A node
 * that was away for longer may have gone back meanwhile: its peer must not be confirmed then.
 */
async function freshSession(run: ApplyRun, host: Host): Promise<void> {
  const cluster = run.plan.cluster.name;
  for (let first = true; ; first = false) {
    try {
      const session = await run.fleet.renew(host);
      if (first || (await stateOf(session, cluster, run.transaction)) === 'active') return;
      break;
    } catch (error) {
      const late = now() + RETRY_EVERY_MS > run.watchdogAt - CONFIRM_MARGIN_MS;
      if (!isLinkFailure(error) || run.interrupt.aborted || late) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY_MS));
    }
  }
  throw tooLate(run);
}

/** What the failure says of each host; the result is made from it too. */
export const verdictStates: Record<Verdict, string> = {
  confirmed: 'confirmed: it keeps the new state',
  refused: 'not confirmed: its watchdog was first and it went back to the old state',
  unknown: 'unknown: it did not say; unless the confirm arrived, its watchdog reverts it',
};

async function confirmOne(run: ApplyRun, host: Host): Promise<Verdict> {
  const script = phaseScript(run.plan.cluster.name, run.transaction, ['confirm']);
  for (let first = true; ; first = false) {
    try {
      const session = first ? await run.fleet.session(host) : await run.fleet.renew(host);
      const answer = await session.run({ what: 'confirm', script, root: true, timeoutMs: 10_000 });
      if (answer.code === 0) return 'confirmed';
      return answer.stdout.startsWith('not-active') ? 'refused' : 'unknown';
    } catch (error) {
      // Whatever it is: the confirm may have arrived, and its peers have theirs.
      if (!(error instanceof Failed)) throw error;
      if (now() >= run.watchdogAt + CONFIRM_MARGIN_MS) return 'unknown';
      await new Promise((resolve) => setTimeout(resolve, RETRY_EVERY_MS));
    }
  }
}
