import { heldBy } from '../../core/cluster.ts';
import { finding } from '../finding.ts';
import type { Check } from '../view.ts';

/** NET004: keepalived is dead and its address still there. The other node takes it over, and two answer. */
export const orphanVip: Check = {
  id: 'orphan-vip',
  needs: ['units'],
  check: ({ pair, cluster }) =>
    pair.map(({ host, facts }) => {
      const orphans = heldBy(host, cluster, facts).filter(
        ({ unit }) => facts.units[unit]?.active !== 'active',
      );
      const first = orphans[0];
      const fact = facts.addresses.find(({ address }) => address === first?.address);
      return finding({
        id: 'orphan-vip',
        host: host.name,
        title: 'no VIP is left behind by a dead keepalived',
        problems: orphans.map(
          ({ name, address, unit }) =>
            `${name} ${address} is there, but ${unit} is ${facts.units[unit]?.active ?? 'unknown'}`,
        ),
        detail: `${cluster.vips.length} VIPs looked for`,
        advice: `take it away, or start keepalived: ip address del ${fact === undefined ? 'VIP' : `${fact.address}/${fact.prefixLength} dev ${fact.interface}`}`,
      });
    }),
};
