import type { NodeRule } from '../../rule.ts';
import { proxiesIn } from './proxies.ts';

const LONG_MS = 600_000;

export const oldProcessesEnd: NodeRule = {
  id: 'HAP016',
  severity: 'note',
  scope: 'node',
  title: 'processes from before a reload end in the foreseeable future',
  why:
    'After a reload the old process serves its connections until the last one ends. With sessions of hours each reload ' +
    'leaves one more process, with its memory and its own view of the servers.',
  fix: 'hard-stop-after 1h in global',
  source: 'haproxy issues 155 and 228',
  check: (node) => {
    if (node.haproxy === null || node.haproxy.model.global.hardStopAfterMs !== null) return [];
    const long = proxiesIn(node).find(({ model: { timeouts } }) =>
      ['client', 'server', 'tunnel'].some((name) => (timeouts[name] ?? 0) > LONG_MS),
    );
    return long === undefined
      ? []
      : [
          {
            at: long.section,
            message: `${long.title} allows sessions of hours, and global has no hard-stop-after: each reload leaves an old process`,
          },
        ];
  },
};
