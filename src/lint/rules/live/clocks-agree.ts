import type { LiveRule } from '../../rule.ts';

export const clocksAgree: LiveRule = {
  id: 'SYS030',
  severity: 'note',
  scope: 'live',
  title: 'the clocks of the nodes agree',
  why:
    'Where clocks differ the logs of a failover cannot be read side by side, and certificates and tokens fail ' +
    'on one node only.',
  fix: 'chrony or systemd-timesyncd on both: timedatectl; chronyc tracking',
  source: 'known in the field',
  verifiedBy: 'clocks',
};
