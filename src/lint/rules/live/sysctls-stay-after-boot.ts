import type { LiveRule } from '../../rule.ts';

export const sysctlsStayAfterBoot: LiveRule = {
  id: 'SYS001',
  severity: 'warning',
  scope: 'live',
  title: 'a sysctl that is needed is set now and at the next boot',
  why:
    'A value that was set by hand is gone after a reboot, and one that stands in a file only does nothing ' +
    'until then. A haproxy that binds a VIP which is elsewhere does not start without ' +
    'net.ipv4.ip_nonlocal_bind.',
  fix: 'one file in /etc/sysctl.d, then sysctl --system',
  source: 'sysctl.d(5); known in the field',
  verifiedBy: 'nonlocal-bind',
};
