import type { Breach } from '../../core/breach.ts';
import type { VrrpInput } from '../rule.ts';

/** A node that never takes the VIP back has nothing to wait for. */
export function returnsFit({ vrrp }: VrrpInput): Breach[] {
  return Object.entries(vrrp.instances)
    .filter(([, { preempt, preempt_delay }]) => !preempt && preempt_delay !== undefined)
    .map(([name]) => ({
      path: ['vrrp', 'instances', name, 'preempt_delay'],
      message:
        '`preempt_delay` with `preempt: false`: the VIP is never taken back, so nothing waits',
      hint: 'keep one of the two',
    }));
}
