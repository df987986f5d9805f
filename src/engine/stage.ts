import type { Change } from '../core/change.ts';
import { vipsFor } from '../core/cluster.ts';
import { Failed, type Failure } from '../core/failure.ts';
import { heldUnits, type ApplyRun } from './run.ts';
import { outputOf, type JournalEntry } from './journal.ts';
import { followDetached, type Detached } from './phase.ts';
import type { HostPlan } from './plan.ts';
import { phaseScript, rejoinStageScript, stageScript, staysWithoutLink } from './transaction.ts';

/** Long enough for a slow mirror; the lease is renewed on the node meanwhile. */
const STAGE_LIMIT_MS = 15 * 60_000;

/** A lease is at least 70 s long (see `leaseSeconds`). */
const RENEW_EVERY_MS = 20_000;

export interface Staged {
  /** Hosts on which a transaction may lie. */
  reached: HostPlan[];
  installed: Record<string, string[]>;
  failure: Failure | null;
  /** Names of the hosts that could not be staged. */
  failed: string[];
}

/** Stages on all hosts at once. Nothing live is touched, and if one fails nothing will be. */
export async function stageAll(run: ApplyRun): Promise<Staged> {
  const started = Date.now();
  const hosts = run.parts.map(({ host }) => host.name);
  run.emit({ event: 'phase', phase: 'stage', state: 'started', hosts });
  const installed: Record<string, string[]> = {};
  const ready: HostPlan[] = [];
  const renewal = setInterval(() => void renewLeases(run, ready), RENEW_EVERY_MS);
  const failures = await Promise.all(
    run.parts.map(async (part) => {
      const failure = await stageOne(run, part, installed);
      if (failure === null) ready.push(part);
      return failure;
    }),
  ).finally(() => clearInterval(renewal));
  const [failure = null, ...others] = failures.filter((one) => one !== null);
  for (const other of others) run.emit({ event: 'failure', failure: other });
  const interrupted: Failure | null = run.interrupt.aborted ? { reason: 'interrupted' } : null;
  const state = failure === null ? 'done' : 'failed';
  run.emit({ event: 'phase', phase: 'stage', state, hosts, durationMs: Date.now() - started });
  const failed = hosts.filter((_, index) => failures[index] !== null);
  return { reached: run.parts, installed, failure: failure ?? interrupted, failed };
}

/** The watchdog must have had its turn before the lease ends. */
function leaseSeconds(run: ApplyRun): number {
  return run.confirmTimeoutSeconds + 60;
}

/** For the hosts that wait for a slower one. A renewal that fails shows when the host is activated. */
async function renewLeases(run: ApplyRun, ready: HostPlan[]): Promise<void> {
  const script = phaseScript(run.plan.cluster.name, run.transaction, ['renew', leaseSeconds(run)]);
  await Promise.allSettled(
    ready.map(async ({ host }) => {
      const session = await run.fleet.session(host);
      await session.run({ what: 'renew', script, root: true, timeoutMs: RENEW_EVERY_MS });
    }),
  );
}

async function stageOne(
  run: ApplyRun,
  part: HostPlan,
  installed: Record<string, string[]>,
): Promise<Failure | null> {
  const { host, changes } = part;
  const started = Date.now();
  run.emit({ event: 'host', phase: 'stage', host: host.name, state: 'started' });
  const failure = await tryStage(run, part, installed);
  const state = failure === null ? 'done' : 'failed';
  const note = `${changes.length} changes`;
  run.emit({
    event: 'host',
    phase: 'stage',
    host: host.name,
    state,
    durationMs: Date.now() - started,
    note,
  });
  return failure;
}

async function tryStage(
  run: ApplyRun,
  part: HostPlan,
  installed: Record<string, string[]>,
): Promise<Failure | null> {
  const { host, changes } = part;
  const script = stageScript(
    {
      id: run.transaction,
      cluster: run.plan.cluster.name,
      owner: run.owner,
      title: run.title,
      hosts: run.changing.map((one) => one.host.name),
      changes,
      // A real server of LVS has them on lo, whatever becomes of keepalived.
      floating: vipsFor(host, run.plan.cluster),
      held: heldUnits(run).get(host.name) ?? [],
      validators: run.validators,
    },
    leaseSeconds(run),
  );
  const { fleet, emit, transaction } = run;
  const { name: cluster } = run.plan.cluster;
  const detached: Detached = {
    phase: 'stage',
    begin: script,
    rejoin: (seen) => rejoinStageScript(cluster, transaction, seen),
    resend: false,
    limitMs: STAGE_LIMIT_MS,
  };
  // Without packages a stage is over in an instant, and ends with its connection.
  const reconnectForMs = staysWithoutLink(changes) ? run.confirmTimeoutSeconds * 1000 : 0;
  try {
    const phase = { fleet, cluster, transaction, host, changes, emit, reconnectForMs };
    const answer = await followDetached(phase, detached);
    installed[host.name] = answer.entries.flatMap((entry) =>
      entry.word === 'installed' ? entry.names : [],
    );
    return stageFailure(run, part, answer);
  } catch (error) {
    if (error instanceof Failed) return error.failure;
    throw error;
  }
}

/** Reads the answer of a stage: what went wrong, in the node's own words, or null. */
function stageFailure(
  run: ApplyRun,
  part: HostPlan,
  answer: { entries: JournalEntry[]; code: number; stderr: string },
): Failure | null {
  const host = part.host.name;
  const { entries, code, stderr } = answer;
  for (const entry of entries) {
    if (entry.word === 'held') {
      const { owner, run: holder, since, remaining } = entry;
      return { reason: 'lease-held', host, owner, run: holder, since, remainingSeconds: remaining };
    }
    if (entry.word === 'drifted') {
      const change = part.changes.find(({ id }) => id === entry.id);
      return { reason: 'plan-stale', hosts: [{ host, facts: [subject(change) ?? entry.id] }] };
    }
    if (entry.word === 'validation') {
      const invalid = judge(run, part, entry);
      if (invalid) return invalid;
    }
    if (entry.word === 'failed') return changeFailure(part, entries, { ...entry, phase: 'stage' });
  }
  if (code === 0) return null;
  const output = stderr.trim() || outputOf(entries, '-');
  return {
    reason: 'command-failed',
    host,
    step: 'stage',
    command: 'stage',
    exitCode: code,
    output,
  };
}

function judge(
  run: ApplyRun,
  part: HostPlan,
  entry: Extract<JournalEntry, { word: 'validation' }>,
): Failure | null {
  const change = part.changes.find(({ id }) => id === entry.id);
  if (change?.op !== 'file' || change.after === null || change.validator === undefined) return null;
  const validator = run.validators[change.validator];
  const verdict = validator?.judge({ code: entry.code, output: entry.output });
  if (!verdict) return null;
  if (change.restores === true && validator?.complaintCodes.includes(entry.code) === true) {
    const words = verdict.message.replaceAll('\n', '; ');
    const message = `${change.validator} complains of ${change.path} as it was before, which is put back all the same: ${words}`;
    run.emit({ event: 'note', host: part.host.name, level: 'warning', message });
    return null;
  }
  const line = verdict.line;
  const text =
    line === null ? undefined : change.after.content.toString('utf8').split('\n')[line - 1];
  return {
    reason: 'candidate-invalid',
    host: part.host.name,
    step: change.step,
    path: change.path,
    validator: change.validator,
    exitCode: entry.code,
    output: verdict.message,
    excerpt: text === undefined ? null : `${line}: ${text}`,
  };
}

/** A change that failed on the node, as the failure people are told. */
export function changeFailure(
  part: Pick<HostPlan, 'host' | 'changes'>,
  entries: JournalEntry[],
  { phase, ...failed }: { phase: string; id: string; code: number },
): Failure {
  const change = part.changes.find(({ id }) => id === failed.id);
  const host = part.host.name;
  const step = change?.step ?? phase;
  const output = outputOf(entries, failed.id);
  if (change?.op === 'package') {
    return {
      reason: 'package-failed',
      host,
      step,
      packages: change.names,
      exitCode: failed.code,
      output,
    };
  }
  return {
    reason: 'command-failed',
    host,
    step,
    command: change?.title ?? phase,
    exitCode: failed.code,
    output,
  };
}

function subject(change: Change | undefined): string | undefined {
  return change?.op === 'file' ? change.path : change?.title;
}

/**
 * Staged, never activated: gives the lease back. A host that does not answer loses it by time. `failure`: for which;
 * the node remembers its reason.
 */
export async function abandonAll(
  run: ApplyRun,
  parts: HostPlan[],
  failure?: Failure,
): Promise<void> {
  const words = ['abandon', ...(failure === undefined ? [] : [failure.reason])];
  await Promise.allSettled(
    parts.map(async ({ host }) => {
      const script = phaseScript(run.plan.cluster.name, run.transaction, words);
      const task = { what: 'abandon', script, root: true, timeoutMs: 10_000 };
      const session = await run.fleet.session(host);
      // A link that was cut for a moment: once more, over a new one.
      await session.run(task).catch(async () => (await run.fleet.renew(host)).run(task));
    }),
  );
}
