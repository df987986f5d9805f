import type { LiveRule } from '../../rule.ts';

export const cloudDeliversTheVip: LiveRule = {
  id: 'SYS012',
  severity: 'warning',
  scope: 'live',
  title: 'the network of a cloud delivers the VIP',
  why:
    'Clouds carry no multicast as a rule, and deliver an address to the machine that their own interface names, whatever ' +
    'ARP says: both nodes become master, and no client arrives at the new one.',
  fix: 'unicast_peer, and a notify_master script that moves the address by the API of the cloud',
  source: 'documentation of the clouds',
  verifiedBy: 'cloud-network',
};
