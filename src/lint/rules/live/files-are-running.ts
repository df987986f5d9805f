import type { LiveRule } from '../../rule.ts';

export const filesAreRunning: LiveRule = {
  id: 'HAP036',
  severity: 'error',
  scope: 'live',
  title: 'what runs is what the files say',
  why:
    'A file that was changed without a reload takes effect at the next boot or failover, when nobody expects ' +
    'it. The checkers of the daemons look at the file, not at the process.',
  fix: 'systemctl reload haproxy; systemctl reload keepalived',
  source: 'known in the field',
  verifiedBy: 'running-config',
};
