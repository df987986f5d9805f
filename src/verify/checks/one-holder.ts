import { vipHolders } from '../vip-holders.ts';
import { factsByHost, type Check } from '../view.ts';

/** NET002: a VIP on no host is an outage, on two a split brain. */
export const oneHolder: Check = {
  id: 'vip-holder',
  needs: [],
  check: (view) => vipHolders(view.cluster, factsByHost(view)),
};
