import type { Cluster, Host } from '../core/cluster.ts';
import type { Change } from '../core/change.ts';
import type { ActivationOrder } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';
import { Failed } from '../core/failure.ts';
import { Unplannable, type BoundStep, type PlannedStep } from '../core/step.ts';
import { activationOrder } from './order.ts';
import { predict } from './predict.ts';

export interface HostPlan {
  host: Host;
  steps: BoundStep[];
  facts: Facts;
  changes: Change[];
}

export interface ClusterPlan {
  cluster: Cluster;
  hosts: HostPlan[];
  order: ActivationOrder;
}

export interface Probed {
  host: Host;
  steps: BoundStep[];
  facts: Facts;
}

/** Pure: facts × steps → changes, node by node, and the order in which nodes are touched. */
export function planCluster(cluster: Cluster, probed: Probed[]): ClusterPlan {
  const hosts = probed.map((node) => ({ ...node, changes: planHost(node) }));
  return { cluster, hosts, order: activationOrder(cluster, hosts) };
}

/** Each step is planned against what the steps before it will have left. */
export function planHost({ host, steps, facts }: Probed): Change[] {
  const changes: Change[] = [];
  let expected = facts;
  for (const step of steps) {
    for (const planned of planStep(host.name, step, expected)) {
      const { title, predicted = false, ...body } = planned;
      const change: Change = {
        ...body,
        id: `${String(changes.length + 1).padStart(2, '0')}-${slug(title)}`,
        step: step.name,
        kind: step.kind,
        title,
        certainty: predicted ? 'predicted' : 'exact',
      };
      changes.push(change);
      expected = predict(expected, change);
    }
  }
  return changes;
}

function planStep(host: string, step: BoundStep, facts: Facts): PlannedStep[] {
  try {
    return step.plan(facts);
  } catch (error) {
    if (!(error instanceof Unplannable)) throw error;
    throw new Failed({
      reason: 'unsupported-change',
      host,
      step: step.name,
      detail: error.message,
      hint: error.hint,
    });
  }
}

/** A word for file names on the node and lines of the journal. */
function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
}
