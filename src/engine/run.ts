import type { Emit } from '../core/event.ts';
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
  /** Wall-clock time (ms) at which the first watchdog fires; Infinity until one is armed. */
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
  };
}

export function stopIfInterrupted(run: Pick<ApplyRun, 'interrupt'>): void {
  if (run.interrupt.aborted) throw new Failed({ reason: 'interrupted' });
}
