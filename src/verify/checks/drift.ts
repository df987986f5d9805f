import { finding } from '../finding.ts';
import type { Check } from '../view.ts';

/** Managed files are as the last confirmed transaction left them. */
export const drift: Check = {
  id: 'drift',
  needs: ['drift'],
  check: ({ nodes, cluster }) =>
    nodes.map(({ host, facts }) => {
      const drifted = facts.drifted ?? [];
      const confirmed = facts.transactions.filter(({ state }) => state === 'confirmed');
      const newest = confirmed
        .map(({ id }) => id)
        .sort()
        .at(-1);
      return finding({
        id: 'drift',
        host: host.name,
        title: 'nobody has changed what hadeploy wrote',
        problems: drifted.map((path) => `${path} was changed or removed`),
        detail:
          newest === undefined
            ? 'cannot be seen: no transaction was confirmed here yet'
            : `as transaction ${newest} left it`,
        advice: `see the difference: hadeploy plan ${cluster.name}; then apply, or take the change into the inventory`,
      });
    }),
};
