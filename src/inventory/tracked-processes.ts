import type { Breach } from '../core/breach.ts';
import type { Inventory } from './schema.ts';

/**
 * The profile fast tracks haproxy where nothing else is said. On a node that has none the instance would be in FAULT for
 * ever: nobody would hold the VIPs.
 */
export function trackedProcessesRun({ vrrp, haproxy, nginx, lvs }: Inventory): Breach[] {
  const serves = nginx !== undefined || lvs !== undefined;
  if (vrrp === undefined || vrrp.config !== undefined || haproxy !== undefined || !serves) return [];
  if (!vrrp.track_process.includes('haproxy')) return [];
  const instead = lvs === undefined ? '[nginx]' : '[]';
  return [
    {
      path: ['vrrp', 'track_process'],
      message: `the process haproxy is tracked${vrrp.profile === 'fast' ? ' (the default of the profile fast)' : ''}, but this cluster has none: no node would ever hold a VIP`,
      hint: `write \`track_process: ${instead}\``,
    },
  ];
}
