import type { PriorityProblem } from '../../keepalived/timing/problems.ts';
import { priorityProblems } from '../../keepalived/timing/problems.ts';
import type { PairInstance } from '../../keepalived/model/types.ts';
import { finding } from '../finding.ts';
import type { Check } from '../view.ts';

/** VRRP011, 021, 026, 029: the election has one winner, and a failing check changes who that is. */
export const priorities: Check = {
  id: 'priorities',
  needs: ['configs', 'keepalived'],
  check({ model, pair }) {
    if (pair.length < 2) return [];
    const problems = priorityProblems(model);
    return model.instances.map((one) => ofInstance(one, problems));
  },
};

function ofInstance({ name, on }: PairInstance, all: PriorityProblem[]) {
  const own = all.filter(({ instance }) => instance === name);
  const weights = new Set(
    on.flatMap(({ instance }) => instance.tracks.map((track) => `${track.name} ${track.weight}`)),
  );
  return finding({
    id: 'priorities',
    title: `${name} moves when a check fails`,
    problems: [...new Set(own.map(({ id, message }) => `${message} (${id})`))],
    detail: `${on.map(({ host, instance }) => `${host} ${instance.priority}`).join(', ')}; weights: ${[...weights].join(', ') || 'none'}`,
    advice:
      [...new Set(own.map(({ fix }) => fix))].join('; ') ||
      'priorities and weights are in the inventory: vrrp.track, hosts',
  });
}
