import type { Cluster } from '../core/cluster.ts';
import type { DrillName } from '../core/drill.ts';
import { exitCodes } from '../core/exit-code.ts';
import type { CheckResult } from '../core/failure.ts';
import type { Dial } from '../core/session.ts';
import type { Fleet } from '../engine/fleet.ts';
import { remoteScript } from '../engine/remote-script.ts';
import type { Playbook } from '../playbook/load.ts';
import { servicesOn } from '../playbook/services.ts';
import { needsOf, runChecks } from '../verify/checks.ts';
import { queriesFor } from '../verify/needs.ts';
import { askVips } from '../verify/vip-requests.ts';
import { viewOf } from '../verify/view.ts';
import {
  endOf,
  lookAt,
  recordsOf,
  tellPhase,
  unreachable,
  type Asked,
  type Looked,
} from './checked-nodes.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import type { DrillsResult } from './drill/failover-drills.ts';
import { drillRows, refuseUnwritable, writeReports, type ReportFiles } from './failover.ts';
import { limited, loadClusterFor, newFleet, playbookFor } from './load-run.ts';
import { probeFrom } from './probe-from.ts';

interface Wish {
  cluster?: string;
  /** A host of the inventory or user@address; without it the VIPs are asked from here. */
  from?: string;
  /** After the checks, faults: these drills, or all where the list is empty. */
  failover?: { drills: DrillName[]; probeEveryMs: number };
  files: ReportFiles;
}

/**
 * `hadeploy verify [CLUSTER] [--probe-from HOST]`: what a healthy pair must be, checked; changes nothing. With
 * --failover it is proven besides, by real faults.
 */
export async function verify(run: CommandRun, wish: Wish): Promise<CommandEnd> {
  refuseUnwritable(run, wish.files);
  const startedAt = Date.now();
  const cluster = await loadClusterFor(run, wish.cluster);
  const playbook = playbookFor(run, cluster);
  const hosts = limited(cluster, run.options.limit);
  run.hosts = hosts.map(({ name }) => name);
  const fleet = newFleet(run);
  const queries = queriesFor(needsOf(), cluster, remoteScript);
  const asked: Asked = {
    phase: 'verify',
    queries: () => queries,
    services: (host) => servicesOn(cluster, host, playbook),
  };
  run.emit({ event: 'run', command: 'verify', cluster: cluster.name, hosts: run.hosts });
  try {
    const started = Date.now();
    tellPhase(run, 'verify', 'started');
    const [looked, answers] = await Promise.all([
      lookAt(run, { fleet, cluster, hosts, asked }),
      answersOf(run, fleet, cluster, wish.from),
    ]);
    const probed = looked.flatMap((node) => ('facts' in node ? [node] : []));
    const view = viewOf(cluster, probed);
    run.learnSecrets(
      view.model.nodes.flatMap(({ instances }) =>
        instances.flatMap(({ auth }) => auth?.pass ?? []),
      ),
    );
    const checks = [
      ...looked.flatMap((node) =>
        'failure' in node ? [unreachable(node.host, node.failure)] : [],
      ),
      ...answers,
      ...runChecks(view),
      ...recordsOf(run, probed),
    ];
    for (const check of checks) run.emit({ event: 'check', check });
    tellPhase(
      run,
      'verify',
      checks.every(({ ok }) => ok) ? 'done' : 'failed',
      Date.now() - started,
    );
    const end = endOf(run, looked, checks);
    const drilled = await drillsOf(run, { cluster, playbook, fleet, looked, wish });
    await writeReports(run, wish.files, { checks, drills: drilled?.reports ?? [], startedAt });
    return drilled === null ? end : afterDrills(end, drilled);
  } finally {
    fleet.close();
  }
}

/** null: none were asked for. */
async function drillsOf(
  run: CommandRun,
  given: { cluster: Cluster; playbook: Playbook; fleet: Fleet; looked: Looked[]; wish: Wish },
): Promise<DrillsResult | null> {
  const { cluster, playbook, fleet, looked, wish } = given;
  if (wish.failover === undefined) return null;
  const unseen = looked.flatMap((node) =>
    'failure' in node ? [`${node.host.name} cannot be looked at`] : [],
  );
  if (unseen.length > 0) {
    const message = `no drill was begun: ${unseen.join('; ')}`;
    run.emit({ event: 'note', level: 'warning', message });
    return { reports: [], unhealthy: unseen, agreed: true };
  }
  const hosts = looked.map(({ host }) => host);
  const dial = dialFrom(run, { fleet, cluster }, wish.from);
  const { failoverDrills } = await import('./drill/failover-drills.ts');
  return failoverDrills(run, { cluster, playbook, fleet, hosts }, { ...wish.failover, dial });
}

async function answersOf(
  run: CommandRun,
  fleet: Fleet,
  cluster: Cluster,
  from: string | undefined,
): Promise<CheckResult[]> {
  if (from === undefined) return askVips(cluster, run.io.dial, 'from here');
  const session = await probeFrom({ fleet, cluster }, from);
  const dial: Dial = (address, port) => session.dial(address, port);
  return askVips(cluster, dial, `from ${from}`);
}

/** Each time over the session of that moment: a drill may have cost the one before. */
function dialFrom(
  run: CommandRun,
  { fleet, cluster }: { fleet: Fleet; cluster: Cluster },
  from: string | undefined,
): Dial {
  if (from === undefined) return run.io.dial;
  return async (address, port) => (await probeFrom({ fleet, cluster }, from)).dial(address, port);
}

/** A check that fails is told by its own; so is a drill. */
function afterDrills(end: CommandEnd, { reports, unhealthy, agreed }: DrillsResult): CommandEnd {
  const failed = reports.filter(({ outcome }) => outcome === 'failed');
  const run = reports.filter(({ outcome }) => outcome !== 'skipped');
  const messages = [
    ...(end.message === undefined ? [] : [end.message]),
    ...(agreed ? [] : ['not confirmed: no drill was begun']),
    ...(unhealthy.length > 0 ? [`the pair was not fit for a drill: ${unhealthy.join('; ')}`] : []),
    ...(failed.length > 0 ? [`${failed.length} of ${run.length} drills failed`] : []),
  ];
  const bad = unhealthy.length > 0 || failed.length > 0 || !agreed;
  return {
    ...end,
    exitCode: bad && end.exitCode === exitCodes.done ? exitCodes.checkFailed : end.exitCode,
    drills: drillRows(reports),
    ...(messages.length > 0 ? { message: messages.join('; ') } : {}),
  };
}
