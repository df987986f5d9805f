import { exitCodes } from '../core/exit-code.ts';
import type { Doubt } from '../engine/doubt.ts';
import { doubts } from '../engine/doubt.ts';
import { onAll, probeAll, type Node } from '../engine/fleet.ts';
import { markHealed, undoUnfinished, type Healing } from '../engine/heal.ts';
import { planCluster, type Probed } from '../engine/plan.ts';
import { readRecords } from '../engine/read-record.ts';
import { undoSteps } from '../steps/undo.ts';
import { agreed } from './agree.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { describe, leaseOf } from './doubt.ts';
import { executePlan } from './execute-plan.ts';
import { gateAfter, vipUnitQueries } from './gate-after.ts';
import { loadRun, type LoadedRun } from './load-run.ts';
import { planRun } from './plan-run.ts';
import type { Timing } from './options.ts';

export type Direction = 'forward' | 'back';

/**
 * `hadeploy resume [CLUSTER]`: brings a pair that is not of one mind together again. A run that was cut
 * off is taken back. A transaction that one node has confirmed and another has not is finished (forward)
 * when the inventory still asks for it, else undone (back); --forward and --back decide.
 */
export async function resume(
  run: CommandRun,
  given: { cluster?: string; direction: Direction | null; timing: Timing },
): Promise<CommandEnd> {
  const loaded = await loadRun(run, given.cluster);
  const { cluster, nodes, fleet } = loaded;
  const healing: Healing = { fleet, cluster, hosts: nodes.map(({ host }) => host), emit: run.emit };
  try {
    run.emit({ event: 'run', command: 'resume', cluster: cluster.name, hosts: run.hosts });
    let end: CommandEnd = nothingLeft(run);
    for (;;) {
      const probed = await probeAll(fleet, cluster, nodes, {
        emit: run.emit,
        queries: vipUnitQueries(cluster),
      });
      const doubt = doubts(new Map(probed.map(({ host, facts }) => [host.name, facts])))[0];
      if (doubt === undefined) return end;
      run.emit({ event: 'note', level: 'warning', message: describe(doubt) });
      if (doubt.kind === 'split') {
        end = await healSplit({ run, loaded, probed, doubt, ...given });
        if (end.exitCode !== exitCodes.done) return end;
        await markHealed(healing, doubt);
      } else {
        const lease = leaseOf(doubt, probed);
        const alive =
          lease === null ? '' : ` (its run may still be at work for another ${lease.remaining} s)`;
        const yes = await agreed(run, `Undo ${doubt.transaction}${alive} on every host now?`);
        if (!yes) return { ...nothingLeft(run), exitCode: exitCodes.inDoubt };
        await undoUnfinished(healing, doubt);
        end = { ...nothingLeft(run), transaction: doubt.transaction };
      }
    }
  } finally {
    fleet.close();
  }
}

interface Split {
  run: CommandRun;
  loaded: LoadedRun;
  probed: Probed[];
  doubt: Doubt;
  direction: Direction | null;
  timing: Timing;
}

async function healSplit({
  run,
  loaded,
  probed,
  doubt,
  direction,
  timing,
}: Split): Promise<CommandEnd> {
  const way = direction ?? (stillWanted(loaded, probed, doubt) ? 'forward' : 'back');
  run.emit({
    event: 'note',
    level: 'info',
    message:
      way === 'forward'
        ? 'going forward: the other host gets the same change'
        : 'going back: the change is undone where it was kept',
  });
  const steps = way === 'forward' ? loaded.nodes : await undoNodes(run, loaded, doubt);
  const plan = await planRun(run, 'resume', { ...loaded, nodes: steps });
  if (plan.hosts.every(({ changes }) => changes.length === 0)) return nothingLeft(run);
  const command = `resume (${way}) of ${doubt.transaction}`;
  const gate = gateAfter(loaded.gate, plan, probed);
  return executePlan(run, plan, { ...loaded, gate, command, timing });
}

/** Whose end a transaction with this title is: what `resume` has done to one host and that one to the others belong together. */
export function resumedBy(title: string): { way: Direction; transaction: string } | null {
  const [, way, transaction] = /^resume \((forward|back)\) of ([^\s:]+)/.exec(title) ?? [];
  return transaction === undefined ? null : { way: way as Direction, transaction };
}

/** Does the inventory ask for what the host that has confirmed now is? */
function stillWanted({ cluster }: LoadedRun, probed: Probed[], doubt: Doubt): boolean {
  const kept = probed.filter(({ host }) =>
    doubt.states.some((one) => one.host === host.name && one.state === 'confirmed'),
  );
  return planCluster(cluster, kept).hosts.every(({ changes }) => changes.length === 0);
}

async function undoNodes(
  run: CommandRun,
  { nodes, fleet, cluster }: LoadedRun,
  doubt: Doubt,
): Promise<Node[]> {
  return onAll(nodes, run.emit, async ({ host }): Promise<Node> => {
    const kept = doubt.states.some((one) => one.host === host.name && one.state === 'confirmed');
    if (!kept) return { host, steps: [] };
    const session = await fleet.session(host);
    const records = await readRecords(session, cluster.name, doubt.transaction);
    return { host, steps: undoSteps(records) };
  });
}

function nothingLeft(run: CommandRun): CommandEnd {
  return {
    exitCode: exitCodes.done,
    hosts: Object.fromEntries(run.hosts.map((host) => [host, { outcome: 'ok', changes: 0 }])),
  };
}
