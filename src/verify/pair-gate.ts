import type { ActivationOrder } from '../core/event.ts';
import type { CheckResult } from '../core/failure.ts';
import type { Cluster } from '../core/cluster.ts';
import type { Facts } from '../core/facts.ts';
import type { Session } from '../core/session.ts';
import { vipAnswers } from './vip-answers.ts';
import { noSplitBrain, vipHolders } from './vip-holders.ts';

interface View {
  cluster: Cluster;
  facts: Map<string, Facts>;
  order: ActivationOrder;
}

/** What a load-balancer pair must prove between two nodes and at the end of an apply. */
export const pairGate = {
  /** While nobody has held a VIP yet, the first node may still be waiting for its election. */
  between({ cluster, facts, order }: View): CheckResult[] {
    const first = order.hosts.every(
      ({ role }) => role === 'no holder yet' || role === 'holds no VIP',
    );
    return first ? noSplitBrain(cluster, facts) : vipHolders(cluster, facts);
  },

  final({ cluster, facts }: View): CheckResult[] {
    return vipHolders(cluster, facts);
  },

  answers({ cluster, facts }: View, sessions: Map<string, Session>): Promise<CheckResult[]> {
    return vipAnswers(cluster, facts, sessions);
  },
};

/** For playbooks without a `vip` step: nothing but convergence is asked. */
export const noGate = {
  between: (): CheckResult[] => [],
  final: (): CheckResult[] => [],
  answers: (): Promise<CheckResult[]> => Promise.resolve([]),
};
