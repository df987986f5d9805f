import { heldBy } from '../core/cluster.ts';
import { Failed } from '../core/failure.ts';
import { look } from './gate.ts';
import { gateRun, type ApplyRun } from './run.ts';

/**
 * All nodes once more, right before the first live change: staging can take minutes, and while one node is
 * down the other must not be touched. Rejects with `plan-stale` where a VIP has moved or a node has
 * rebooted since it was probed, and with `unreachable` where one does not answer.
 */
export async function requireAsPlanned(run: ApplyRun): Promise<void> {
  const { cluster, hosts, order } = run.plan;
  const nodes = hosts.map(({ host }) => ({ host, steps: [] }));
  const { facts } = await look({ ...gateRun(run), nodes });
  const changed = hosts.flatMap(({ host, facts: planned }) => {
    const { name } = host;
    const now = facts.get(name);
    if (!now) return [];
    const holds = order.hosts.find((one) => one.host === name)?.holds ?? [];
    const held = heldBy(host, cluster, now).map(({ address }) => address);
    const moved = held.join() === holds.join() ? [] : [`it held ${list(holds)}, now ${list(held)}`];
    const rebooted = now.system.bootId === planned.system.bootId ? [] : ['it has rebooted'];
    return moved.length + rebooted.length === 0
      ? []
      : [{ host: name, facts: [...rebooted, ...moved] }];
  });
  if (changed.length > 0) throw new Failed({ reason: 'plan-stale', hosts: changed });
}

function list(addresses: string[]): string {
  return addresses.join(' and ') || 'no VIP';
}
