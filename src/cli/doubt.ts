import { Failed } from '../core/failure.ts';
import { doubts, type Doubt } from '../engine/doubt.ts';
import type { Probed } from '../engine/plan.ts';
import type { CommandRun } from './command-run.ts';

/** What the nodes' records say of transactions that did not end alike. Told by every command that looks at the nodes. */
export function tellDoubts(run: CommandRun, probed: Pick<Probed, 'host' | 'facts'>[]): Doubt[] {
  const found = doubts(new Map(probed.map(({ host, facts }) => [host.name, facts])));
  for (const doubt of found) {
    run.emit({
      event: 'note',
      level: 'warning',
      message: `${describe(doubt)}: hadeploy resume ${run.cluster ?? ''}`,
    });
  }
  return found;
}

/** Before a change: a pair that is not of one mind is healed first. An unfinished run is the lease's business. */
export function refuseDoubts(run: CommandRun, probed: Pick<Probed, 'host' | 'facts'>[]): void {
  const leased = probed.some(({ facts }) => facts.lease !== null && facts.lease.remaining > 0);
  const blocking = tellDoubts(run, probed).find(({ kind }) => kind !== 'unfinished' || !leased);
  if (blocking === undefined) return;
  throw new Failed({
    reason: 'in-doubt',
    transaction: blocking.transaction,
    hosts: blocking.states,
    heal: `hadeploy resume ${run.cluster ?? ''}`,
  });
}

export function describe({ transaction, states, kind, owner }: Doubt): string {
  const each = states.map(({ host, state }) => `${host} ${state}`).join(', ');
  switch (kind) {
    case 'split':
      return `transaction ${transaction} of ${owner} has ended differently (${each})`;
    case 'stuck':
      return `transaction ${transaction} of ${owner} could not be reverted (${each})`;
    case 'unfinished':
      return `transaction ${transaction} of ${owner} is not finished (${each})`;
  }
}
