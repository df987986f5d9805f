import type { LiveRule } from '../../rule.ts';

export const noVipLeftBehind: LiveRule = {
  id: 'NET004',
  severity: 'error',
  scope: 'live',
  title: 'no VIP stays on a node whose keepalived is dead',
  why:
    'A keepalived that was killed, or that died of a reload, leaves its addresses behind. The other node ' +
    'takes them over, and both answer.',
  fix: 'start keepalived there, or ip address del VIP dev INTERFACE',
  source: 'measured',
  verifiedBy: 'orphan-vip',
};
