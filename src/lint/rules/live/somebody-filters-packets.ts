import type { LiveRule } from '../../rule.ts';

export const somebodyFiltersPackets: LiveRule = {
  id: 'SYS011',
  severity: 'warning',
  scope: 'live',
  title: 'a packet filter stands before the node',
  why:
    'Without one every port of the node is open, the stats page and the databases behind it too, and anybody on the segment ' +
    'can send advertisements of a higher priority and take the VIPs.',
  fix: 'nftables or firewalld: what is served, SSH, and protocol 112 from the other node only',
  source: 'known in the field',
  verifiedBy: 'packet-filter',
};
