import { serverDownBound } from '../../../haproxy/timing.ts';
import type { NodeRule } from '../../rule.ts';
import { backendsIn, oncePerLine } from '../haproxy/proxies.ts';

const TARGET_MS = 30_000;

export const deadServerIsNoticed: NodeRule = {
  id: 'TIM003',
  severity: 'warning',
  scope: 'node',
  title: 'haproxy takes a silent server out within half a minute',
  why:
    'A server without power answers nothing: each check waits for its own end before it counts, so inter, fall and the ' +
    'timeouts multiply. Until then clients are sent there. haproxy says nothing of it.',
  fix: 'inter 2s fall 3 fastinter 1s, and timeout check 2s',
  source: 'haproxy configuration manual, 5.2, inter and fastinter; 4.2, timeout check',
  check: (node) =>
    backendsIn(node).flatMap(({ servers, title, model }) => {
      const slow = oncePerLine(servers).flatMap((server) => {
        const ms = server.disabled ? 0 : serverDownBound(model, server, 'silent');
        return Number.isFinite(ms) && ms > TARGET_MS ? [{ server, ms }] : [];
      });
      const [first] = slow;
      if (first === undefined) return [];
      const more = slow.length > 1 ? `, and ${slow.length - 1} more` : '';
      return [
        {
          at: first.server,
          message: `server ${first.server.name} in ${title}${more}: a silent one gets requests for up to ${Math.round(first.ms / 1000)} s`,
        },
      ];
    }),
};
