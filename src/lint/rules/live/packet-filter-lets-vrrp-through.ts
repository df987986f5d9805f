import type { LiveRule } from '../../rule.ts';

export const packetFilterLetsVrrpThrough: LiveRule = {
  id: 'SYS010',
  severity: 'error',
  scope: 'live',
  title: 'the packet filter lets VRRP through, in and out',
  why:
    'A node that hears no advertisements becomes master: both hold the VIP. VRRP is protocol 112, neither TCP ' +
    'nor UDP, and no rule for ports lets it through. keepalived does not look at the packet filter.',
  fix: 'accept protocol 112 from and to the other node: the roles firewalld and ufw do',
  source: 'RFC 5798, section 5.1.1.4; measured',
  verifiedBy: 'vrrp-allowed',
};
