import type { LiveRule } from '../../rule.ts';

export const strictReversePathIsMeant: LiveRule = {
  id: 'SYS002',
  severity: 'warning',
  scope: 'live',
  title: 'answers may leave another way than the questions came',
  why:
    'With rp_filter 1 the kernel drops a packet whose sender it would answer through another interface. A VIP outside of the ' +
    'networks of its interface then gets no packet of clients from elsewhere, and nothing is logged.',
  fix: 'net.ipv4.conf.INTERFACE.rp_filter = 2 in /etc/sysctl.d',
  source: 'kernel documentation, ip-sysctl',
  verifiedBy: 'reverse-path',
};
