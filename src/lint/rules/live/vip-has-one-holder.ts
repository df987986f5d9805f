import type { LiveRule } from '../../rule.ts';

export const vipHasOneHolder: LiveRule = {
  id: 'NET002',
  severity: 'error',
  scope: 'live',
  title: 'each VIP is on one node',
  why:
    'On none it is an outage; on two it is a split brain, and each client talks to the one that answered ' +
    'last. Each keepalived by itself is content.',
  fix: 'see whether the nodes hear each other: hadeploy verify names what is in the way',
  source: 'measured',
  verifiedBy: 'vip-holder',
};
