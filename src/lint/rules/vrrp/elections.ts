import { priorityProblems, type PriorityProblem } from '../../../keepalived/timing/problems.ts';
import type { Place } from '../../../core/place.ts';
import type { PairModel } from '../../../keepalived/model/types.ts';
import type { Observation } from '../../rule.ts';
import type { PairView } from '../../view.ts';
import { counterparts, placeIn, type Declared } from './declared.ts';

/** What `priorityProblems` says under one number, of instances that belong together whatever they are called. */
export function electionProblems(pair: PairView, id: PriorityProblem['id']): Observation[] {
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
    return priorityProblems(model)
      .filter((problem) => problem.id === id)
      .map(({ at, host, message, fix, instance }) => ({
        at: placeOfPriority(group, host, at),
        node: host,
        message: message.includes(instance) ? message : `${instance}: ${message}`,
        fix,
      }));
  });
}

/** Where a problem is of the instance as a whole, it is its priority that is to be changed. */
function placeOfPriority(group: readonly Declared[], host: string, at: Place): Place {
  const own = group.find(({ node }) => node.name === host);
  const isWhole = own?.instance.line === at.line && own.instance.column === at.column;
  return isWhole ? placeIn(own, 'priority') : at;
}
