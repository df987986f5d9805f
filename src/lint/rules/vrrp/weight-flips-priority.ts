import type { PairRule } from '../../rule.ts';
import { electionProblems } from './elections.ts';

export const weightFlipsPriority: PairRule = {
  id: 'VRRP026',
  severity: 'error',
  scope: 'pair',
  title: 'a failing check brings the master below the backup',
  why:
    'A weight that is smaller than the distance of the priorities changes a number and nothing else: the check fails, the ' +
    'master stays, clients get errors. keepalived judges one file at a time and sees nothing.',
  fix: 'a weight greater than the distance of the priorities, or 0',
  source: 'keepalived.conf(5), vrrp_script; measured',
  check: (pair) => electionProblems(pair, 'VRRP026'),
};
