import type { LiveRule } from '../../rule.ts';

export const nobodyElseHasTheVip: LiveRule = {
  id: 'NET001',
  severity: 'error',
  scope: 'live',
  title: 'nobody but its holder answers ARP for a VIP',
  why:
    'An address that another machine already has is reached now here, now there, by whatever answer came ' +
    'last. keepalived does not ask before it takes an address.',
  fix: 'find the machine by its MAC in the switch or the hypervisor, and take the address from it',
  source: 'RFC 5227; measured',
  verifiedBy: 'third-host',
};
