import type { LeaseFact } from '../core/facts.ts';
import { Failed } from '../core/failure.ts';
import { doubts, type Doubt } from '../engine/doubt.ts';
import type { Probed } from '../engine/plan.ts';
import type { CommandRun } from './command-run.ts';

/** What the nodes' records say of transactions that did not end alike. Told by every command that looks at the nodes. */
export function tellDoubts(run: CommandRun, probed: Pick<Probed, 'host' | 'facts'>[]): Doubt[] {
  const found = doubts(new Map(probed.map(({ host, facts }) => [host.name, facts])));
  for (const doubt of found) {
    const lease = leaseOf(doubt, probed);
    const waits =
      lease === null ? '' : `; it may be at work for another ${lease.remaining} s, then`;
    run.emit({
      event: 'note',
      level: 'warning',
      message: `${describe(doubt)}${waits}: hadeploy resume ${run.cluster ?? ''}`,
    });
  }
  return found;
}

/**
 * Before a change, and before it is said that there is none: a pair that is not of one mind is healed first, and what
 * another run has not confirmed yet may go back at any moment.
 */
export function refuseDoubts(run: CommandRun, probed: Pick<Probed, 'host' | 'facts'>[]): void {
  const found = tellDoubts(run, probed);
  const doubt = found.find((one) => leaseOf(one, probed) === null) ?? found[0];
  if (doubt === undefined) return;
  const lease = leaseOf(doubt, probed);
  if (lease === null) {
    throw new Failed({
      reason: 'in-doubt',
      transaction: doubt.transaction,
      hosts: doubt.states,
      heal: `hadeploy resume ${run.cluster ?? ''}`,
    });
  }
  const { host, owner, run: holder, since, remaining } = lease;
  throw new Failed({
    reason: 'lease-held',
    host,
    owner,
    run: holder,
    since,
    remainingSeconds: remaining,
  });
}

/** Of the run whose transaction it is, if that may still be at work. */
export function leaseOf(
  { kind, transaction }: Doubt,
  probed: Pick<Probed, 'host' | 'facts'>[],
): (LeaseFact & { host: string }) | null {
  if (kind !== 'unfinished') return null;
  for (const { host, facts } of probed) {
    const { lease } = facts;
    if (lease?.run === transaction && lease.remaining > 0) return { ...lease, host: host.name };
  }
  return null;
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
