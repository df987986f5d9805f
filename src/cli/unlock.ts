import { exitCodes } from '../core/exit-code.ts';
import { probeAll } from '../engine/fleet.ts';
import { breakLease } from '../engine/heal.ts';
import { agreed } from './agree.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { tellDoubts } from './doubt.ts';
import { limited, loadClusterFor, newFleet } from './load-run.ts';

/** `hadeploy unlock [CLUSTER]`: removes the lease of a run that is known to be dead. Never needed: leases expire by themselves. */
export async function unlock(run: CommandRun, given: { cluster?: string }): Promise<CommandEnd> {
  const cluster = await loadClusterFor(run, given.cluster);
  const hosts = limited(cluster, run.options.limit);
  run.hosts = hosts.map(({ name }) => name);
  const fleet = newFleet(run);
  const outcome = 'ok' as const;
  const end: CommandEnd = {
    exitCode: exitCodes.done,
    hosts: Object.fromEntries(run.hosts.map((host) => [host, { outcome, changes: 0 }])),
  };
  try {
    const nodes = hosts.map((host) => ({ host, steps: [] }));
    const probed = await probeAll(fleet, cluster, nodes, { emit: run.emit });
    tellDoubts(run, probed);
    const held = probed.filter(({ facts }) => facts.lease !== null && facts.lease.remaining > 0);
    for (const { host, facts } of held) {
      const { lease } = facts;
      if (lease === null) continue;
      const message = `held by ${lease.owner} (run ${lease.run}); expires by itself in ${lease.remaining} s`;
      run.emit({ event: 'note', level: 'warning', host: host.name, message });
    }
    if (held.length === 0) {
      run.emit({ event: 'note', level: 'info', message: 'no lease is held' });
      return end;
    }
    if (!(await agreed(run, 'Remove it? A run that is alive will fail and revert.'))) {
      return { ...end, exitCode: exitCodes.failed };
    }
    await breakLease({ fleet, cluster, hosts: held.map(({ host }) => host), emit: run.emit });
    return end;
  } finally {
    fleet.close();
  }
}
