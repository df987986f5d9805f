import type { NodeRule } from '../../rule.ts';
import { virtualServersOf } from './services.ts';

export const emptyPoolIsPlanned: NodeRule = {
  id: 'LVS011',
  severity: 'note',
  scope: 'node',
  title: 'a virtual server says what happens at start, and when no real server is left',
  why:
    'Without alpha all real servers count as up until their first check. Without sorry_server and quorum_down clients ' +
    'of an empty pool get nothing, and nobody hears of it.',
  fix: 'alpha, and sorry_server or quorum_down',
  source: 'keepalived.conf(5), alpha and quorum',
  check: (node) =>
    virtualServersOf(node).flatMap((one) => {
      const said = new Set(one.body.map(({ keyword }) => keyword));
      const missing = [
        ...(said.has('alpha') ? [] : ['alpha']),
        ...(said.has('sorry_server') || said.has('quorum_down')
          ? []
          : ['sorry_server or quorum_down']),
      ];
      if (missing.length === 0) return [];
      return [
        { at: one, message: `virtual_server ${one.name} has no ${missing.join(', and no ')}` },
      ];
    }),
};
