import { holdersOf, mayHold, type Cluster } from '../core/cluster.ts';
import type { Facts } from '../core/facts.ts';
import type { CheckResult } from '../core/failure.ts';

/** Exactly one holder for each VIP. Where not all that may hold it are looked at (--limit), none is allowed too: the other may. */
export function vipHolders(cluster: Cluster, facts: Map<string, Facts>): CheckResult[] {
  return cluster.vips.map((vip) => {
    const all = cluster.hosts.every((host) => facts.has(host.name) || !mayHold(host, vip));
    const holders = holdersOf(vip, facts);
    const ok = holders.length === 1 || (!all && holders.length === 0);
    return {
      id: 'vip-holder',
      title: `${vip.name} ${vip.address} has exactly one holder`,
      ok,
      detail: `held by ${holders.join(' and ') || (all ? 'no host' : 'none of the hosts that were looked at')}`,
      advice:
        holders.length > 1
          ? 'split brain: the nodes do not hear each other; is VRRP (protocol 112) allowed, are VRID, password and VIPs equal?'
          : 'is keepalived active, do its check scripts succeed? journalctl -u keepalived on each node',
    };
  });
}

/** No VIP has more than one holder: what must hold at every instant, also while a node is being changed. */
export function noSplitBrain(cluster: Cluster, facts: Map<string, Facts>): CheckResult[] {
  return cluster.vips.map((vip) => {
    const holders = holdersOf(vip, facts);
    return {
      id: 'no-split-brain',
      title: `${vip.name} ${vip.address} has no second holder`,
      ok: holders.length <= 1,
      detail: `held by ${holders.join(' and ') || 'no host'}`,
      advice: 'the nodes do not hear each other: is VRRP (protocol 112) allowed between them?',
    };
  });
}
