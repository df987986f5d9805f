import { now } from '../core/clock.ts';
import type { Host } from '../core/cluster.ts';
import { Failed } from '../core/failure.ts';
import {
  CONFIRM_MARGIN_MS,
  gateRun,
  heldUnits,
  stopIfInterrupted,
  tooLate,
  type ApplyRun,
} from './run.ts';
import { awaitGate } from './gate.ts';
import { runDetached } from './phase.ts';
import type { HostPlan } from './plan.ts';
import { changeFailure } from './stage.ts';

/** Filled while it goes, so that a failure half-way knows what to undo. */
export interface Activation {
  touched: Host[];
}

/** One host after the other, in the order of the plan, with a health gate before the next is touched. */
export async function activateAll(run: ApplyRun, activation: Activation): Promise<void> {
  const hosts = run.changing.map(({ host }) => host.name);
  const started = Date.now();
  run.emit({ event: 'phase', phase: 'activate', state: 'started', hosts });
  for (const part of run.changing) {
    stopIfInterrupted(run);
    const seconds = watchdogSeconds(run);
    activation.touched.push(part.host);
    run.watchdogAt = Math.min(run.watchdogAt, now() + seconds * 1000);
    await activateOne(run, part, ['activate', seconds]);
    // The last host's gate is the final one.
    if (part !== run.changing.at(-1)) await gateOne(run, activation);
  }
  const held = heldUnits(run);
  for (const part of run.changing) {
    if (held.has(part.host.name)) await activateOne(run, part, ['release']);
  }
  run.emit({
    event: 'phase',
    phase: 'activate',
    state: 'done',
    hosts,
    durationMs: Date.now() - started,
  });
}

/**
 * The watchdogs fire one after the other, as the nodes were touched: a daemon that must restart is not down on both. Not in
 * lockstep: there one node must not be old for seconds while another is new.
 */
function watchdogSeconds(run: ApplyRun): number {
  const left = run.watchdogAt - now();
  if (left < CONFIRM_MARGIN_MS) throw tooLate(run);
  return heldUnits(run).size === 0
    ? run.confirmTimeoutSeconds
    : Math.min(run.confirmTimeoutSeconds, Math.floor(left / 1000));
}

async function activateOne(
  run: ApplyRun,
  { host, changes }: HostPlan,
  words: ['activate', number] | ['release'],
): Promise<void> {
  const started = Date.now();
  run.emit({ event: 'host', phase: 'activate', host: host.name, state: 'started' });
  const { code, entries } = await runDetached(
    {
      fleet: run.fleet,
      cluster: run.plan.cluster.name,
      transaction: run.transaction,
      host,
      changes,
      emit: run.emit,
    },
    words,
    run.confirmTimeoutSeconds,
  );
  const durationMs = Date.now() - started;
  if (code === 0) {
    run.emit({ event: 'host', phase: 'activate', host: host.name, state: 'done', durationMs });
    return;
  }
  run.emit({ event: 'host', phase: 'activate', host: host.name, state: 'failed', durationMs });
  const failed = entries.flatMap((entry) => (entry.word === 'failed' ? [entry] : []))[0];
  const [phase] = words;
  throw new Failed(
    changeFailure({ host, changes }, entries, { phase, ...(failed ?? { id: '-', code }) }),
  );
}

async function gateOne(run: ApplyRun, { touched }: Activation): Promise<void> {
  const host = touched.at(-1) as Host;
  const started = Date.now();
  run.emit({ event: 'host', phase: 'gate', host: host.name, state: 'started' });
  await awaitGate(gateRun(run), touched, (view) => {
    stopIfInterrupted(run);
    return run.gate.between(view, host.name);
  });
  run.emit({
    event: 'host',
    phase: 'gate',
    host: host.name,
    state: 'done',
    durationMs: Date.now() - started,
  });
}
