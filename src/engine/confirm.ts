import { Failed } from '../core/failure.ts';
import type { Host } from '../core/cluster.ts';
import type { ApplyRun } from './run.ts';
import { isLinkFailure } from './phase.ts';
import { phaseScript } from './transaction.ts';

type Verdict = 'confirmed' | 'refused' | 'unknown';

/**
 * Confirms on all hosts at once, over fresh connections: only a node that can still be reached may keep
 * what was done to it. All connections stand before the first confirm is sent, so that the instant in
 * which one node has confirmed and another has not is one round trip. An answer that got lost is asked
 * for again while the watchdog lets us.
 * Rejects with the failure of a connection (nothing is confirmed: revert), or with `in-doubt`.
 */
export async function confirmAll(run: ApplyRun): Promise<void> {
  const hosts = run.parts.map(({ host }) => host);
  const names = hosts.map(({ name }) => name);
  const started = Date.now();
  run.emit({ event: 'phase', phase: 'confirm', state: 'started', hosts: names });
  await Promise.all(hosts.map((host) => run.fleet.renew(host)));
  const deadline = Date.now() + run.confirmTimeoutSeconds * 1000;
  const verdicts = await Promise.all(hosts.map((host) => confirmOne(run, host, deadline)));
  const durationMs = Date.now() - started;
  if (verdicts.every((verdict) => verdict === 'confirmed')) {
    run.emit({ event: 'phase', phase: 'confirm', state: 'done', hosts: names, durationMs });
    return;
  }
  run.emit({ event: 'phase', phase: 'confirm', state: 'failed', hosts: names, durationMs });
  throw new Failed({
    reason: 'in-doubt',
    transaction: run.transaction,
    hosts: names.map((host, index) => ({ host, state: meaning[verdicts[index] ?? 'unknown'] })),
    heal: `hadeploy status ${run.plan.cluster.name}`,
  });
}

const meaning: Record<Verdict, string> = {
  confirmed: 'confirmed: it keeps the new state',
  refused: 'not confirmed: its watchdog was first and it went back to the old state',
  unknown: 'unknown: it did not answer; unless the confirm arrived, its watchdog reverts it',
};

async function confirmOne(run: ApplyRun, host: Host, deadline: number): Promise<Verdict> {
  const script = phaseScript(run.plan.cluster.name, run.transaction, ['confirm']);
  for (let first = true; ; first = false) {
    try {
      const session = first ? await run.fleet.session(host) : await run.fleet.renew(host);
      const answer = await session.run({ what: 'confirm', script, root: true, timeoutMs: 10_000 });
      return answer.code === 0 ? 'confirmed' : 'refused';
    } catch (error) {
      if (!isLinkFailure(error)) throw error;
      if (Date.now() >= deadline) return 'unknown';
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
