import type { LiveRule } from '../../rule.ts';

export const logHasAListener: LiveRule = {
  id: 'HAP014',
  severity: 'warning',
  scope: 'live',
  title: 'somebody listens where haproxy sends its log',
  why:
    'haproxy logs by UDP, and UDP gets no answer where nobody listens: after a failure there is no log to look at, and haproxy ' +
    'says nothing.',
  fix: 'log /dev/log local0; or the module imudp of rsyslog',
  source: 'known in the field',
  verifiedBy: 'log-heard',
};
