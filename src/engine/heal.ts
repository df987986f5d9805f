import type { Cluster, Host } from '../core/cluster.ts';
import type { Emit } from '../core/event.ts';
import { Failed } from '../core/failure.ts';
import { shellQuote } from '../core/quote.ts';
import type { Doubt } from './doubt.ts';
import { onAll, type Fleet } from './fleet.ts';
import { runDetached, stateOf } from './phase.ts';
import { phaseScript } from './transaction.ts';

const UNDO_LIMIT_SECONDS = 90;

export interface Healing {
  fleet: Fleet;
  cluster: Cluster;
  hosts: Host[];
  emit: Emit;
}

/**
 * Takes an unfinished transaction back on every host where it stands, without waiting for the watchdogs. One that has
 * confirmed it cannot: what is left then is a split, to be healed as one.
 */
export async function undoUnfinished(healing: Healing, doubt: Doubt): Promise<void> {
  const { fleet, cluster, emit } = healing;
  const there = hostsOf(
    healing,
    doubt,
    (state) => state !== 'unknown here' && state !== 'confirmed',
  );
  await onAll(there, emit, async (host) => {
    emit({ event: 'host', phase: 'revert', host: host.name, state: 'started' });
    const run = {
      fleet,
      cluster: cluster.name,
      transaction: doubt.transaction,
      host,
      changes: [],
      emit,
    };
    const { code } = await runDetached(
      run,
      ['undo_now', 'asked by hadeploy resume'],
      UNDO_LIMIT_SECONDS,
    );
    emit({
      event: 'host',
      phase: 'revert',
      host: host.name,
      state: code === 0 ? 'done' : 'failed',
    });
    if (code === 0) return;
    // Decided for confirm, and nobody had ended that: now it is.
    const { transaction } = doubt;
    const session = await fleet.session(host);
    if ((await stateOf(session, cluster.name, transaction)) === 'confirmed') return;
    throw new Failed({
      reason: 'in-doubt',
      transaction: doubt.transaction,
      hosts: [{ host: host.name, state: 'the revert failed again' }],
      heal: `look at /var/lib/hadeploy/${cluster.name}/${doubt.transaction}/journal on ${host.name}`,
    });
  });
}

/** Writes on every host of the transaction that it was settled, so that nobody is told of it again. */
export async function markHealed(healing: Healing, doubt: Doubt): Promise<void> {
  const { fleet, cluster, emit } = healing;
  const script = phaseScript(cluster.name, doubt.transaction, ['heal']);
  await onAll(
    hostsOf(healing, doubt, (state) => state !== 'unknown here'),
    emit,
    async (host) => {
      const session = await fleet.session(host);
      await session.run({ what: 'heal', script, root: true, timeoutMs: 15_000 });
    },
  );
}

/** Removes the lease whoever holds it. The holder, if it is alive, will fail at its next step and revert. */
export async function breakLease({ fleet, cluster, hosts, emit }: Healing): Promise<void> {
  const script = `rm -f ${shellQuote(`/var/lib/hadeploy/${cluster.name}/lease`)}\n`;
  await onAll(hosts, emit, async (host) => {
    const session = await fleet.session(host);
    await session.run({ what: 'unlock', script, root: true, timeoutMs: 15_000 });
  });
}

function hostsOf(healing: Healing, doubt: Doubt, wanted: (state: string) => boolean): Host[] {
  const names = doubt.states.filter(({ state }) => wanted(state)).map(({ host }) => host);
  return healing.hosts.filter((host) => names.includes(host.name));
}
