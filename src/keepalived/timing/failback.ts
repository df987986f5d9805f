import type { PairDrill } from '../../core/drill.ts';
import { BOOT_MS, MOVE_MS, START_MS } from './allowance.ts';
import { recoveryMs, total } from './detection.ts';
import { advertMsOf } from './interval.ts';
import { masterDownTerms } from './service-failure.ts';
import { priorityOf, type Side } from './sides.ts';

/**
 * From the end of the fault until the VIP is back on the host that had it: the daemon's start, checks that must
 * succeed again, the master-down interval, and `preempt_delay` after the first advertisement. null: it stays.
 */
export function failbackMs(holder: Side, taker: Side, fault: PairDrill): number | null {
  const { instance, node } = holder;
  if (!instance.preempts || priorityOf(holder) <= priorityOf(taker)) return null;
  const advertMs = advertMsOf(instance, taker.instance);
  if (fault === 'vrrp-blocked') return advertMs + MOVE_MS;
  const boots = fault === 'reboot' || fault === 'power-cut';
  const delayMs = instance.preemptDelayMs > 0 ? instance.preemptDelayMs + advertMs : 0;
  return (
    (boots ? BOOT_MS : START_MS) +
    node.global.startupDelayMs +
    recoveryMs(node, instance) +
    total(masterDownTerms(holder, taker)) +
    delayMs +
    MOVE_MS
  );
}
