import type { Cluster, Host } from '../../core/cluster.ts';
import { isServerDrill, type DrillName } from '../../core/drill.ts';
import type { Query } from '../../core/query.ts';
import type { Dial } from '../../core/session.ts';
import { exitCodes } from '../../core/exit-code.ts';
import { Failed } from '../../core/failure.ts';
import type { DrillField } from '../../drill/field.ts';
import { remainingMs, runDrills, selfHealSeconds, type DrillsEnd } from '../../drill/run-drills.ts';
import type { Planned } from '../../drill/schedule.ts';
import { probeAll, type Fleet, type Node } from '../../engine/fleet.ts';
import type { Probed } from '../../engine/plan.ts';
import { remoteScript } from '../../engine/remote-script.ts';
import { newTransactionId } from '../../engine/transaction.ts';
import type { Playbook } from '../../playbook/load.ts';
import { servicesOn } from '../../playbook/services.ts';
import { queriesFor } from '../../verify/needs.ts';
import { viewOf, type VerifyView } from '../../verify/view.ts';
import { agreed } from '../agree.ts';
import type { CommandRun } from '../command-run.ts';
import { refuseDoubts } from '../doubt.ts';
import { drillField } from './field.ts';
import { healthNeeds, inWords, unhealthy } from './health.ts';
import { plannedDrills } from './plan.ts';
import { includedOn } from '../included-files.ts';

interface DrillRun {
  cluster: Cluster;
  playbook: Playbook;
  fleet: Fleet;
  /** Those of this run. */
  hosts: Host[];
}

export interface DrillWish {
  /** []: all of them. */
  drills: DrillName[];
  /** From where the VIPs are asked. */
  dial: Dial;
  probeEveryMs: number;
}

export type DrillsResult = DrillsEnd & {
  /** False: the user said no, nothing was done. */
  agreed: boolean;
};

/**
 * `hadeploy verify --failover`: asks, then does the drills on the hosts of this run (--limit), one after the other.
 * Where the pair is not healthy to begin with, none is begun. Rejects with `Failed`: in-doubt, lease-held.
 */
export async function failoverDrills(
  run: CommandRun,
  { cluster, playbook, fleet, hosts }: DrillRun,
  wish: DrillWish,
): Promise<DrillsResult> {
  // A fault on one node concerns all: every host is looked at, whatever --limit says.
  const all = cluster.hosts.map((host): Node => ({ host, steps: [] }));
  const queries = queriesFor(healthNeeds, cluster, remoteScript);
  const quiet = () => {};
  const own = newTransactionId(new Date());
  const look = async (): Promise<VerifyView> => {
    const probed = await probeAll(fleet, cluster, all, { emit: quiet, queries });
    // What another run is changing may look ill in every respect.
    refuseLeased(probed, own);
    const whole = probed.map(async ({ host, facts }) => ({
      host,
      facts,
      services: servicesOn(cluster, host, playbook),
      ...(await includedOn(host, facts, { cluster, fleet })),
    }));
    return viewOf(cluster, await Promise.all(whole));
  };
  const first = await look();
  refuseDoubts(run, first.nodes);
  const wrong = unhealthy(first);
  if (wrong.length > 0) {
    for (const check of wrong) run.emit({ event: 'check', check });
    return { reports: [], unhealthy: wrong.map(inWords), agreed: true };
  }
  const interrupt = new AbortController();
  const field = drillField({
    cluster,
    fleet,
    run: own,
    owner: run.io.owner,
    dial: wish.dial,
    probeEveryMs: wish.probeEveryMs,
    view: first,
    look,
    seesServices: await seesServices(first, (paths) => readFiles(cluster, fleet, paths)),
    health: async () => unhealthy(await look()).map(inWords),
    interrupt: interrupt.signal,
  });
  const planned = plannedDrills(field, { cluster, hosts, view: first }, wish.drills);
  announce(run, field, planned);
  if (!(await agreed(run, 'Begin?'))) {
    return { reports: [], unhealthy: [], agreed: false };
  }
  const end = interruptible(run, interrupt);
  try {
    return { ...(await runDrills(field, planned, run.emit)), agreed: true };
  } finally {
    end();
  }
}

/** Throws `Failed` lease-held, where another run has the lease of a node. */
function refuseLeased(probed: Probed[], own: string): void {
  for (const { host, facts } of probed) {
    const { lease } = facts;
    if (lease === null || lease.remaining <= 0 || lease.run === own) continue;
    const { owner, run, since, remaining } = lease;
    throw new Failed({
      reason: 'lease-held',
      host: host.name,
      owner,
      run,
      since,
      remainingSeconds: remaining,
    });
  }
}

function announce(run: CommandRun, field: DrillField, planned: Planned[]): void {
  const minutes = Math.max(1, Math.round(remainingMs(field, planned) / 60_000));
  const fit = planned.filter((one) => field.unfit(one) === null);
  const hosts = [...new Set(planned.map(({ host }) => host))].join(' and ');
  const moves = planned.some(({ drill }) => !isServerDrill(drill));
  const effect = moves ? 'fail over and be silent for moments' : 'lose requests for moments';
  run.emit({
    event: 'note',
    level: 'warning',
    message:
      `${fit.length} drills on ${hosts}, about ${minutes} min: the VIPs will ${effect}; ` +
      `should hadeploy die, every node heals itself within ${selfHealSeconds(field, fit)} s`,
  });
}

/** A script that asks haproxy for its servers: read as text, for a configuration does not say what a script looks at. */
async function seesServices(
  { model }: VerifyView,
  read: (paths: string[]) => Promise<string[]>,
): Promise<boolean> {
  const paths = model.nodes.flatMap(({ scripts }) => scripts.map(({ path }) => path));
  const texts = await read([...new Set(paths)]);
  return texts.some((text) => /show (stat|servers)/.test(text));
}

async function readFiles(cluster: Cluster, fleet: Fleet, paths: string[]): Promise<string[]> {
  const nodes = cluster.hosts.map((host): Node => ({ host, steps: [] }));
  const queries = paths.map((path): Query => ({ query: 'file', path, unlessSha256: '-' }));
  const probed = await probeAll(fleet, cluster, nodes, { emit: () => {}, queries });
  return probed.flatMap(({ facts }) =>
    paths.map((path) => {
      const file = facts.files[path];
      return file?.type === 'file' ? (file.content?.toString() ?? '') : '';
    }),
  );
}

/** Ctrl-C once: the fault is taken back. Twice: the nodes do it. */
function interruptible(run: CommandRun, controller: AbortController): () => void {
  return run.io.onInterrupt(() => {
    if (controller.signal.aborted) {
      run.io.stderr.write('\nLeft to the nodes: each heals itself when its timer ends.\n');
      run.io.exit(exitCodes.inDoubt);
    }
    controller.abort();
    run.emit({
      event: 'note',
      level: 'warning',
      message:
        'interrupted: taking the fault back and waiting for a healthy pair (Ctrl-C again leaves that to the nodes)',
    });
  });
}
