import { heldBy } from '../core/cluster.ts';
import type { Facts } from '../core/facts.ts';
import { Failed } from '../core/failure.ts';
import { look } from './gate.ts';
import { gateRun, type ApplyRun } from './run.ts';

/**
 * All nodes once more, right before the first live change: staging can take minutes, and while one node is
 * down the other must not be touched. Rejects with `plan-stale` where a VIP has moved, a node has rebooted or
 * another run has changed it since it was probed, and with `unreachable` where one does not answer.
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
    const others = changedBy(planned, now, run.transaction);
    const found = [...rebooted, ...moved, ...others];
    return found.length === 0 ? [] : [{ host: name, facts: found }];
  });
  if (changed.length > 0) throw new Failed({ reason: 'plan-stale', hosts: changed });
}

const CHANGED = ['activating', 'active', 'reverting', 'revert-failed', 'confirmed'];

/** By a run that came and went while this one waited for a yes. */
function changedBy(planned: Facts, now: Facts, own: string): string[] {
  const before = new Map(planned.transactions.map(({ id, state }) => [id, state]));
  return now.transactions
    .filter(({ id, state }) => id !== own && state !== before.get(id))
    .filter(({ state }) => CHANGED.includes(state))
    .map(({ id, owner, state }) => `transaction ${id} of ${owner} is ${state} there`);
}

function list(addresses: string[]): string {
  return addresses.join(' and ') || 'no VIP';
}
