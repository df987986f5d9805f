import type { PairRule } from '../../rule.ts';
import { electionProblems } from './elections.ts';

export const prioritiesDiffer: PairRule = {
  id: 'VRRP011',
  severity: 'error',
  scope: 'pair',
  title: 'the nodes of an instance never have the same priority',
  why:
    'With equal priorities the higher address wins: not the node that was meant, and for a moment both. Weights can make ' +
    'them equal too, as keepalived cuts every sum to 1 to 254. keepalived judges one file at a time and sees nothing.',
  fix: 'priorities that differ in every state of the checks, for example 100 and 90',
  source: 'RFC 5798, section 6.4.3; measured (250+20 and 240+20 both become 254)',
  check: (pair) => electionProblems(pair, 'VRRP011'),
};
