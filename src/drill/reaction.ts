import type { DrillName } from '../core/drill.ts';
import type { DrillField } from './field.ts';
import type { Planned, Waits } from './schedule.ts';

/** Of one drill, beside its bounds. Pure. */
export function waitsFor(field: Reacting & Pick<DrillField, 'serversBackMs'>, one: Planned): Waits {
  return { reactionMs: reactionMs(field, one), backMs: field.serversBackMs };
}

type Reacting = Pick<DrillField, 'boundOf' | 'serverDownMs' | 'vips'>;

/**
 * The time in which the pair reacts to this fault where it reacts at all: on a standby, or where nothing may move, it
 * must be watched so long to say that it did not. Pure.
 */
function reactionMs(field: Reacting, { drill, host }: Planned): number {
  if (drill === 'server-down') return field.serverDownMs;
  const fault = actsAs[drill] ?? drill;
  const bounds = field.vips.map((vip) => field.boundOf(vip, { fault, victim: host, holder: host }));
  return Math.max(0, ...bounds.map(({ outageMs }) => outageMs).filter(Number.isFinite));
}

/** Faults that nobody notices at the VIP: the peer does when it hears nothing any more, as with a dead link. */
const actsAs: Partial<Record<DrillName, DrillName>> = {
  'vrrp-blocked': 'link-down',
  'keepalived-killed': 'link-down',
};
