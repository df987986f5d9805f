import type { Emit } from '../core/event.ts';
import type { ServiceChange } from '../core/change.ts';
import { Failed } from '../core/failure.ts';
import type { Validator } from '../core/validator.ts';
import type { Fleet } from './fleet.ts';
import type { Gate, GateRun } from './gate.ts';
import type { ClusterPlan, HostPlan } from './plan.ts';

export interface ApplyOptions {
  fleet: Fleet;
  emit: Emit;
  gate: Gate;
  validators: Record<string, Validator>;
  /** "anna@laptop". */
  owner: string;
  title: string;
  confirmTimeoutSeconds: number;
  /** How long a gate may take: an election, a slow start. */
  gateTimeoutSeconds: number;
  /** How long a gate's checks must go on holding before the next host, and before confirm. */
  settleSeconds: number;
  /** Aborted by Ctrl-C: what was begun is reverted. */
  interrupt: AbortSignal;
}

/** One apply on its way: what every phase needs. */
export interface ApplyRun extends ApplyOptions {
  plan: ClusterPlan;
  transaction: string;
  /** All hosts of the run, in the order of activation; those without changes are staged for the lease alone. */
  parts: HostPlan[];
  /** Those that have changes. */
  changing: HostPlan[];
  /** When the first watchdog fires, by core/clock.ts; Infinity until one is armed. */
  watchdogAt: number;
}

/** What a confirm must keep clear of the watchdog: its own round trip, and a scheduler that is late. */
export const CONFIRM_MARGIN_MS = 3_000;

export function gateRun(run: ApplyRun): GateRun {
  return {
    fleet: run.fleet,
    cluster: run.plan.cluster,
    nodes: run.plan.hosts,
    order: run.plan.order,
    emit: run.emit,
    timeoutSeconds: run.gateTimeoutSeconds,
    settleSeconds: run.settleSeconds,
    notAfter: run.watchdogAt - CONFIRM_MARGIN_MS - 1_000,
    held: heldUnits(run),
  };
}

/**
 * Hosts on which a daemon stays stopped until the last host has changed too: some settings must be the
 * same on all nodes at every instant (see `lockstep` in core/change.ts). Also one that did not run: it would
 * start with the new ones. The last host in the order, the holder, goes on serving and only reloads.
 */
export function heldUnits(run: Pick<ApplyRun, 'changing'>): Map<string, string[]> {
  const services = ({ changes }: HostPlan): ServiceChange[] =>
    changes.filter((change) => change.op === 'service');
  const inLockstep = run.changing
    .flatMap(services)
    .flatMap(({ lockstep, unit }) => (lockstep.length > 0 ? [unit] : []));
  const held = new Map<string, string[]>();
  for (const part of run.changing.slice(0, -1)) {
    const units = services(part).flatMap(({ unit, action }) =>
      inLockstep.includes(unit) && ['start', 'reload', 'restart'].includes(action) ? [unit] : [],
    );
    if (units.length > 0) held.set(part.host.name, units);
  }
  return held;
}

/** What is not confirmed by then is undone by the first watchdog. */
export function tooLate(run: Pick<ApplyRun, 'changing' | 'confirmTimeoutSeconds'>): Failed {
  const host = run.changing[0]?.host.name ?? '';
  return new Failed({
    reason: 'timed-out',
    host,
    what: 'confirm',
    seconds: run.confirmTimeoutSeconds,
  });
}

export function stopIfInterrupted(run: Pick<ApplyRun, 'interrupt'>): void {
  if (run.interrupt.aborted) throw new Failed({ reason: 'interrupted' });
}
