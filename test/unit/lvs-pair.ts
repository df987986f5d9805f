import type { Cluster } from '../../src/core/cluster.ts';
import type { Facts } from '../../src/core/facts.ts';
import { factsOf } from './engine/facts.ts';
import { hostOf, pair } from './engine/fake-pair.ts';

export const VIP = '192.0.2.100';

/** Two directors, `a` and `b`, and a real server of LVS, which has the VIP on lo and may not hold it. */
export function lvsPair(): Cluster {
  const cluster = pair();
  return { ...cluster, hosts: [...cluster.hosts, hostOf('web', 100)] };
}

/** Who has the VIP, and where. */
export function having(on: Record<string, string>): Facts {
  return factsOf({
    addresses: Object.entries(on).map(([link, address]) => ({
      interface: link,
      family: 4,
      address,
      prefixLength: 32,
    })),
  });
}
