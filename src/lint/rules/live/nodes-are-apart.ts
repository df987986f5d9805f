import type { LiveRule } from '../../rule.ts';

export const nodesAreApart: LiveRule = {
  id: 'SYS027',
  severity: 'warning',
  scope: 'live',
  title: 'the nodes are on different machines',
  why:
    'Two virtual machines on one hypervisor fail together, and no VRRP helps. Inside of them nothing tells ' +
    'but what the platform says of itself.',
  fix: 'a rule of the hypervisor that keeps them apart (anti-affinity)',
  source: 'known in the field',
  verifiedBy: 'shared-machine',
};
