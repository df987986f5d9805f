import type { LiveRule } from '../../rule.ts';

export const checkFailsWhenItMust: LiveRule = {
  id: 'SCR007',
  severity: 'error',
  scope: 'live',
  title: 'a check runs as its user: it succeeds while the service is up, and has what it calls',
  why:
    'A check that fails on both nodes alike (a tool that is missing, a user without rights) lowers both ' +
    'priorities by the same amount: no VIP moves ever again, and nothing is in the log. Only a run on the ' +
    'node tells.',
  fix: 'run it as the user that keepalived runs it as, once with the service up and once with it down',
  source: 'measured',
  verifiedBy: 'check-script',
};
