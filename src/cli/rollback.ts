import type { Emit } from '../core/event.ts';
import { exitCodes } from '../core/exit-code.ts';
import { Failed } from '../core/failure.ts';
import { onAll, probeAll, type Node } from '../engine/fleet.ts';
import type { Probed } from '../engine/plan.ts';
import { readRecords } from '../engine/read-record.ts';
import { undoSteps } from '../steps/undo.ts';
import { pairGate } from '../verify/pair-gate.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { refuseDoubts } from './doubt.ts';
import { executePlan } from './execute-plan.ts';
import { gateAfter, vipUnitQueries } from './gate-after.ts';
import { GATE_SECONDS, limited, loadClusterFor, newFleet } from './load-run.ts';
import { planRun } from './plan-run.ts';
import { resumedBy } from './resume.ts';
import type { Timing } from './options.ts';

/**
 * `hadeploy rollback [CLUSTER] [TRANSACTION]`: the state before the newest, or the named, confirmed
 * transaction. It is an apply like any other: planned, shown, staged, validated, confirmed, and can itself
 * be rolled back.
 */
export async function rollback(
  run: CommandRun,
  given: { cluster?: string; transaction?: string; timing: Timing },
): Promise<CommandEnd> {
  const cluster = await loadClusterFor(run, given.cluster);
  const fleet = newFleet(run);
  const hosts = limited(cluster, run.options.limit);
  run.hosts = hosts.map(({ name }) => name);
  try {
    const bare = hosts.map((host): Node => ({ host, steps: [] }));
    // Told once, by the plan that follows.
    const quiet: Emit = (event) => {
      if (event.event !== 'host') run.emit(event);
    };
    const probed = await probeAll(fleet, cluster, bare, {
      emit: quiet,
      queries: vipUnitQueries(cluster),
    });
    refuseDoubts(run, probed);
    const id = chosen(run, probed, given.transaction);
    refuseForgotten(probed, id, cluster.name);
    const nodes = await onAll(hosts, run.emit, async (host): Promise<Node> => {
      const session = await fleet.session(host);
      return { host, steps: undoSteps(await readRecords(session, cluster.name, id)) };
    });
    const plan = await planRun(run, 'rollback', { cluster, nodes, fleet });
    if (plan.hosts.every(({ changes }) => changes.length === 0)) {
      return {
        exitCode: exitCodes.done,
        hosts: Object.fromEntries(run.hosts.map((host) => [host, { outcome: 'ok', changes: 0 }])),
        changes: [],
      };
    }
    return await executePlan(run, plan, {
      fleet,
      gate: gateAfter(pairGate, plan, probed),
      gateTimeoutSeconds: GATE_SECONDS,
      command: `rollback of ${id}`,
      timing: given.timing,
    });
  } finally {
    fleet.close();
  }
}

/**
 * The named transaction, or the newest whose change is still there. Where `resume` has ended one of before that on another host:
 * that one, or the hosts would go back to different states.
 */
function chosen(run: CommandRun, probed: Probed[], wanted: string | undefined): string {
  const confirmed = new Map(
    probed
      .flatMap(({ facts }) => facts.transactions)
      .filter(({ state }) => state === 'confirmed')
      .map(({ id, title }) => [id, title]),
  );
  const known = [...confirmed.keys()].sort();
  const undone = new Set([...confirmed].flatMap(([id, title]) => undoneBy(id, title)));
  const id =
    wanted === undefined
      ? known.findLast((one) => !undone.has(one))
      : known.find((one) => one === wanted);
  if (id === undefined) {
    throw new Failed({
      reason: 'no-such-transaction',
      transaction: wanted ?? null,
      known: known.toReversed(),
    });
  }
  const first = firstOf(id, confirmed);
  if (first !== id) {
    const message = `back to before ${first}: it and ${id} are one change, which resume has ended`;
    run.emit({ event: 'note', level: 'info', message });
  }
  return first;
}

/** `resume --back` and what it has undone. */
function undoneBy(id: string, title: string): string[] {
  const resumed = resumedBy(title);
  return resumed?.way === 'back' ? [id, resumed.transaction] : [];
}

function firstOf(id: string, confirmed: Map<string, string>): string {
  const ended = [...confirmed]
    .filter(([one]) => one >= id)
    .flatMap(([, title]) => resumedBy(title)?.transaction ?? [])
    .filter((one) => one < id && confirmed.has(one))
    .sort()[0];
  return ended === undefined ? id : firstOf(ended, confirmed);
}

/** How many transactions a node keeps; see `prune` in src/remote/transaction/70-main.sh. */
const KEPT = 20;

/** A host that has forgotten what it would have to undo would stay as it is now while the others go back. */
function refuseForgotten(probed: Probed[], id: string, cluster: string): void {
  const since = probed
    .flatMap(({ facts }) => facts.transactions)
    .filter((one) => one.id >= id && one.state === 'confirmed');
  for (const { host, facts } of probed) {
    const own = facts.transactions.map((one) => one.id);
    const tookPart = since.some((one) => one.hosts.includes(host.name) && !own.includes(one.id));
    const mayHave = own.length >= KEPT && own.every((one) => one > id);
    if (!tookPart && !mayHave) continue;
    throw new Failed({
      reason: 'unsupported-change',
      host: host.name,
      step: 'rollback',
      detail: `it does not remember all that was done since ${id}: a node keeps its newest ${KEPT} transactions`,
      hint: `go back to a newer one, which every node remembers: hadeploy history ${cluster}`,
    });
  }
}
