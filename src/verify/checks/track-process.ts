import { finding } from '../finding.ts';
import { outputOf, type Check } from '../view.ts';

const reasons: Record<number, string> = {
  1: 'the kernel does not report the end of processes (CONFIG_PROC_EVENTS)',
  2: 'a container is not told when processes end',
};

/** SCR030: where keepalived cannot see processes, an instance that tracks one is in FAULT for ever, on both nodes alike. */
export const trackProcess: Check = {
  id: 'track-process',
  needs: ['configs', 'process-events'],
  check: ({ nodes }) =>
    nodes.flatMap(({ host, facts, model }) => {
      const tracking = model.instances.filter(({ tracks }) =>
        tracks.some(({ kind }) => kind === 'process'),
      );
      const output = outputOf(facts, 'process-events');
      if (tracking.length === 0 || output === null) return [];
      const reason = reasons[output.code];
      return [
        finding({
          id: 'track-process',
          host: host.name,
          title: 'keepalived sees processes end',
          problems:
            reason === undefined
              ? []
              : [`${reason}: ${tracking.map(({ name }) => name).join(', ')} cannot be master here`],
          detail: `the kernel tells it; ${tracking.length} instances track a process`,
          advice: 'take vrrp_track_process out, and let the check script find a dead service',
        }),
      ];
    }),
};
