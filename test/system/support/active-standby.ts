import { nodeDown } from './bounds.ts';
import { powerCut } from './faults.ts';
import type { System } from './system.ts';

/** System A on two nodes of the lab, which differ in their Debian only. */
export function activeStandby(
  name: string,
  cluster: string,
  [first, second]: [string, string],
  vip: string,
): System {
  return {
    name,
    cluster,
    nodes: { 'prod-bj-lb01': first, 'prod-bj-lb02': second },
    others: ['web01', 'web02'],
    // Each of them also measures the way back.
    failover: [
      {
        host: 'prod-bj-lb01',
        drills: [
          'haproxy-stopped',
          'haproxy-killed',
          'keepalived-stopped',
          'keepalived-killed',
          'link-down',
          'vrrp-blocked',
        ],
      },
    ],
    drills: [
      {
        what: 'node down',
        on: 'prod-bj-lb01',
        ask: vip,
        ...powerCut(first),
        bound: nodeDown(90),
      },
    ],
  };
}
