import { now } from '../core/clock.ts';
import type { Host } from '../core/cluster.ts';
import type { Change } from '../core/change.ts';
import type { Emit } from '../core/event.ts';
import type { TransactionState } from '../core/facts.ts';
import { isLinkFailure } from '../core/failure.ts';
import type { Session } from '../core/session.ts';
import type { Fleet } from './fleet.ts';
import { parseJournalLine, type JournalEntry } from './journal.ts';
import { phaseScript } from './transaction.ts';

const RECONNECT_EVERY_MS = 1_000;

/** Exit code of `rejoin`: see src/remote/transaction/70-main.sh. */
const NEVER_STARTED = 70;

export interface PhaseRun {
  fleet: Fleet;
  cluster: string;
  transaction: string;
  host: Host;
  changes: Change[];
  emit: Emit;
  /** By core/clock.ts: after which a host that cannot be reached is given up, before its time is up. */
  reconnectUntil?: number;
  /** How long to try to come back after a lost link, in milliseconds. */
  reconnectForMs?: number;
}

/** The same for every phase that outlives its connection. */
export interface Detached {
  phase: string;
  /** Starts the phase and follows it. */
  begin: string;
  /** Follows it again, leaving out the lines that were seen. */
  rejoin(seen: number): string;
  /** Whether `begin` may be sent twice, when it is not known to have arrived. */
  resend: boolean;
  limitMs: number;
}

/**
 * Runs a phase of a staged transaction on a node, detached from the connection. Rejects with `Failed`.
 */
export async function runDetached(
  run: PhaseRun,
  words: [phase: string, ...(string | number)[]],
  limitSeconds: number,
): Promise<Followed> {
  const [phase] = words;
  const script = (...calls: (string | number)[]) =>
    phaseScript(run.cluster, run.transaction, calls);
  return followDetached(run, {
    phase,
    begin: script('detach', ...words),
    rejoin: (seen) => script('rejoin', phase, seen),
    // Should the first call still arrive, the node refuses the second.
    resend: true,
    limitMs: limitSeconds * 1000,
  });
}

export interface Followed {
  code: number;
  entries: JournalEntry[];
  stderr: string;
}

/**
 * Follows the journal of a phase that the node runs by itself. A lost link does not end it: the controller
 * comes back and reads on where it stopped, until the time is up. Rejects with `Failed`.
 */
export async function followDetached(run: PhaseRun, detached: Detached): Promise<Followed> {
  const entries: JournalEntry[] = [];
  const deadline = now() + detached.limitMs;
  let seen = 0;
  const onLine = (line: string) => {
    const entry = parseJournalLine(line);
    // Only lines of the journal can be asked for again: they begin with their time.
    if (/^\d/.test(line)) seen += 1;
    if (entry === null) return;
    entries.push(entry);
    tell(run, entry);
  };
  const { phase: what, begin } = detached;
  let script = begin;
  for (;;) {
    try {
      const session = await run.fleet.session(run.host);
      const timeoutMs = deadline - now();
      const answer = await session.run({ what, script, root: true, timeoutMs, onLine });
      // The link was down before the phase had begun.
      const unborn = answer.code === NEVER_STARTED && script !== begin;
      if (!unborn || !detached.resend) return { code: answer.code, entries, stderr: answer.stderr };
      script = begin;
    } catch (error) {
      const patience = Math.min(
        deadline,
        run.reconnectUntil ?? Infinity,
        now() + (run.reconnectForMs ?? Infinity),
      );
      if (!isLinkFailure(error) || now() + RECONNECT_EVERY_MS >= patience) throw error;
      run.emit({
        event: 'note',
        level: 'warning',
        host: run.host.name,
        message: `connection lost during ${what}: reconnecting`,
      });
      await reconnect(run, patience);
      // Lines before this phase are not told again; those of this phase that were seen are skipped.
      script = detached.rejoin(seen);
    }
  }
}

async function reconnect(run: PhaseRun, deadline: number): Promise<void> {
  for (;;) {
    try {
      await run.fleet.renew(run.host);
      return;
    } catch (error) {
      if (!isLinkFailure(error) || now() + RECONNECT_EVERY_MS >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_EVERY_MS));
    }
  }
}

/** How a transaction stands on a node, as the node itself remembers it; `none` where it never began. */
export async function stateOf(
  session: Session,
  cluster: string,
  transaction: string,
): Promise<TransactionState | 'none'> {
  const script = phaseScript(cluster, transaction, ['get_state']);
  const answer = await session.run({ what: 'state', script, root: true, timeoutMs: 10_000 });
  return answer.stdout as TransactionState | 'none';
}

/** A journal entry as an event. */
export function tell(
  { host, changes, emit }: Pick<PhaseRun, 'host' | 'changes' | 'emit'>,
  entry: JournalEntry,
): void {
  if (entry.word === 'output') emit({ event: 'output', host: host.name, line: entry.text });
  if (entry.word === 'begin' || entry.word === 'done' || entry.word === 'failed') {
    const title = changes.find((change) => change.id === entry.id)?.title;
    if (title === undefined) return;
    const state = entry.word === 'begin' ? 'started' : entry.word;
    emit({ event: 'change', host: host.name, id: entry.id, title, state });
  }
}
