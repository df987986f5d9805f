import { finding } from '../finding.ts';
import type { Check } from '../view.ts';
import { fitnessOf } from './read.ts';

/** A node that is on its way up or down is no place for a change. */
export const systemState: Check = {
  id: 'system-state',
  needs: ['fitness'],
  check: ({ nodes }) =>
    nodes.flatMap(({ host, facts }) => {
      const { state, failedUnits } = fitnessOf(facts);
      if (state === null) return [];
      const isPassing = ['initializing', 'starting', 'stopping'].includes(state);
      const isMaintained = state === 'maintenance';
      return [
        finding({
          id: 'system-state',
          host: host.name,
          title: 'the node is up',
          problems: isPassing || isMaintained ? [`systemd says: ${state}`] : [],
          warnings: failedUnits.length === 0 ? [] : [`failed: ${failedUnits.join(', ')}`],
          detail: failedUnits.length === 0 ? state : '',
          advice:
            isPassing || isMaintained
              ? `wait until it is done: systemctl is-system-running --wait; systemctl list-jobs`
              : `see why: systemctl status ${failedUnits[0] ?? ''}`,
        }),
      ];
    }),
};
