import { finding } from '../finding.ts';
import type { Check } from '../view.ts';
import { fitnessOf } from './read.ts';

/** Two that manage the same file undo each other's work in turns. */
export const otherTools: Check = {
  id: 'other-tools',
  needs: ['fitness'],
  check: ({ nodes }) =>
    nodes.map(({ host, facts }) => {
      const { agents } = fitnessOf(facts);
      return finding({
        id: 'other-tools',
        host: host.name,
        title: 'no other tool manages the node',
        problems: [],
        warnings: agents.map((unit) => `${unit} is active`),
        detail:
          agents.length === 0 ? 'no agent of puppet, chef, salt, cfengine or ansible-pull' : '',
        advice:
          'see that it does not manage the same files, packages and services, else it puts them back',
      });
    }),
};
