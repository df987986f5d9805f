import { priorityProblems, type PriorityProblem } from '../../../keepalived/timing/problems.ts';
import type { Place } from '../../../core/place.ts';
import type { PairModel } from '../../../keepalived/model/types.ts';
import type { Observation } from '../../rule.ts';
import type { PairView } from '../../view.ts';
import { counterparts, placeIn, type Declared } from './declared.ts';

/** A problem, and the instances that it is of. */
interface Judged {
  problem: PriorityProblem;
  group: readonly Declared[];
}

/** One rule for each number asks for them. */
const judged = new WeakMap<PairView, Judged[]>();

/** What `priorityProblems` says under one number, of instances that belong together whatever they are called. */
export function electionProblems(pair: PairView, id: PriorityProblem['id']): Observation[] {
  const problems = judged.get(pair) ?? problemsOf(pair);
  judged.set(pair, problems);
  return problems
    .filter(({ problem }) => problem.id === id)
    .map(({ problem: { at, host, message, fix, instance }, group }) => ({
      at: placeOfPriority(group, host, at),
      node: host,
      message: message.includes(instance) ? message : `${instance}: ${message}`,
      fix,
    }));
}

function problemsOf(pair: PairView): Judged[] {
  return counterparts(pair).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const model: PairModel = {
      nodes: pair.model.nodes,
      instances: [
        {
          name: first.instance.name,
          on: group.map(({ node, instance }) => ({ host: node.name, instance })),
        },
      ],
    };
    return priorityProblems(model).map((problem) => ({ problem, group }));
  });
}

/** Where a problem is of the instance as a whole, it is its priority that is to be changed. */
function placeOfPriority(group: readonly Declared[], host: string, at: Place): Place {
  const own = group.find(({ node }) => node.name === host);
  const isWhole = own?.instance.line === at.line && own.instance.column === at.column;
  return isWhole ? placeIn(own, 'priority') : at;
}
