import type { NodeRule, Observation } from '../../rule.ts';
import { globalLines, textsOf } from './proxies.ts';

export const openFilesSuffice: NodeRule = {
  id: 'HAP015',
  severity: 'note',
  scope: 'node',
  title: 'global maxconn is set, and the limit of open files allows it',
  why:
    'Each connection takes two file descriptors. Without maxconn haproxy takes what the limit of its start allows, ' +
    'which is another on each machine; the standby may then take less than the master had.',
  fix: 'maxconn in global, the same on both nodes; no ulimit-n, haproxy computes it',
  source: 'haproxy configuration manual, 3.2, maxconn',
  check: (node) => {
    if (node.haproxy === null) return [];
    const { maxconn } = node.haproxy.model.global;
    const [section] = node.haproxy.file.sections.filter(({ kind }) => kind === 'global');
    const limit = globalLines(node).findLast(({ keyword }) => keyword === 'ulimit-n');
    const files = Number(limit === undefined ? NaN : textsOf(limit)[0]);
    if (maxconn === null) {
      const missing: Observation = { at: section ?? null, message: 'global has no maxconn' };
      return [missing];
    }
    if (limit === undefined || !(files < 2 * maxconn)) return [];
    return [
      {
        at: limit,
        severity: 'warning',
        message: `ulimit-n ${files} is less than two for each of ${maxconn} connections (maxconn)`,
        fix: 'remove ulimit-n: haproxy computes what it needs',
      },
    ];
  },
};
