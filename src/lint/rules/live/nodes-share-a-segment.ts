import type { LiveRule } from '../../rule.ts';

export const nodesShareASegment: LiveRule = {
  id: 'NET005',
  severity: 'error',
  scope: 'live',
  title: 'the nodes are on one segment, with one MTU',
  why:
    'Multicast VRRP and a VIP that moves need one layer 2: otherwise both become master, or the VIP moves to ' +
    'where no client reaches it. Files do not tell how cables and switches are.',
  fix: 'one VLAN for both nodes; or unicast_peer, and a VIP that is routed',
  source: 'RFC 5798, section 1.3; measured',
  verifiedBy: 'same-segment',
};
