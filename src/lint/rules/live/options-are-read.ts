import type { LiveRule } from '../../rule.ts';

export const optionsAreRead: LiveRule = {
  id: 'SYS024',
  severity: 'note',
  scope: 'live',
  title: 'a file with options of a daemon is the one that its unit reads',
  why:
    'Debian reads /etc/default, Red Hat /etc/sysconfig: options in the other file look set and are not, as the one that ' +
    'writes more into the log.',
  fix: 'move the options to the file that the unit reads: systemctl show keepalived -p EnvironmentFiles',
  source: 'measured with the units of Debian 12',
  verifiedBy: 'daemon',
};
