import type { PairRule } from '../../rule.ts';
import { electionProblems } from './elections.ts';

export const nopreemptWithoutWeights: PairRule = {
  id: 'VRRP021',
  severity: 'error',
  scope: 'pair',
  title: 'nopreempt goes with checks of weight 0 only',
  why:
    'A weight lowers the priority of a master that stays alive, and nopreempt forbids the other node to take over from a ' +
    'living master: haproxy is dead and the VIP stays. Nothing is logged, and keepalived -t accepts it.',
  fix: 'give the check weight 0 (a failure is a fault), or allow preemption',
  source: 'measured; keepalived issues 2599, 2483, 2379',
  check: (pair) => electionProblems(pair, 'VRRP021'),
};
