import type { Cluster, Host } from '../core/cluster.ts';
import type { DrillName } from '../core/drill.ts';
import { exitCodes } from '../core/exit-code.ts';
import { exitCodeOf, Failed, type CheckResult, type Failure } from '../core/failure.ts';
import type { Facts } from '../core/facts.ts';
import type { Dial } from '../core/session.ts';
import type { Fleet } from '../engine/fleet.ts';
import { probe } from '../engine/probe.ts';
import { remoteScript } from '../engine/remote-script.ts';
import type { Playbook } from '../playbook/load.ts';
import { servicesOn } from '../playbook/services.ts';
import { allNeeds, runChecks } from '../verify/checks.ts';
import { queriesFor } from '../verify/needs.ts';
import { askVips } from '../verify/vip-requests.ts';
import { viewOf, type Probed } from '../verify/view.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { tellDoubts, describe } from './doubt.ts';
import type { DrillsResult } from './drill/failover-drills.ts';
import { drillRows, refuseUnwritable, writeReports, type ReportFiles } from './failover.ts';
import { includedOn } from './included-files.ts';
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

type Looked = Probed | { host: Host; failure: Failure };

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
  run.emit({ event: 'run', command: 'verify', cluster: cluster.name, hosts: run.hosts });
  try {
    const started = Date.now();
    phase(run, 'started');
    const [looked, answers] = await Promise.all([
      lookAt(run, { fleet, cluster, playbook, hosts }),
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
    phase(run, checks.every(({ ok }) => ok) ? 'done' : 'failed', Date.now() - started);
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

function phase(run: CommandRun, state: 'started' | 'done' | 'failed', durationMs?: number): void {
  run.emit({
    event: 'phase',
    phase: 'verify',
    state,
    hosts: run.hosts,
    ...(durationMs === undefined ? {} : { durationMs }),
  });
}

/** One connection a node, and one exec where its keepalived.conf includes no others. A node that does not answer is one failed check; the others are looked at all the same. */
function lookAt(
  run: CommandRun,
  given: { fleet: Fleet; cluster: Cluster; playbook: Playbook; hosts: Host[] },
): Promise<Looked[]> {
  const { fleet, cluster, playbook, hosts } = given;
  const queries = queriesFor(allNeeds, cluster, remoteScript);
  const tell = (host: Host, state: 'started' | 'done' | 'failed'): void =>
    run.emit({ event: 'host', phase: 'verify', host: host.name, state });
  return Promise.all(
    hosts.map(async (host): Promise<Looked> => {
      tell(host, 'started');
      try {
        const facts = await probe(await fleet.session(host), cluster, queries);
        const included = await includedOn(host, facts, { cluster, fleet });
        tell(host, 'done');
        return { host, facts, services: servicesOn(cluster, host, playbook), ...included };
      } catch (error) {
        if (!(error instanceof Failed)) throw error;
        tell(host, 'failed');
        run.emit({ event: 'failure', failure: error.failure });
        return { host, failure: error.failure };
      }
    }),
  );
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

function unreachable(host: Host, failure: Failure): CheckResult {
  return {
    id: 'reachable',
    host: host.name,
    title: 'hadeploy can look at the node',
    ok: false,
    detail: failure.reason,
    advice: 'what it holds and runs is not known; the other checks are of the nodes that answered',
  };
}

/** What the nodes remember of hadeploy's own runs: nothing is under way, and nothing is in doubt. */
function recordsOf(run: CommandRun, probed: { host: Host; facts: Facts }[]): CheckResult[] {
  const doubts = tellDoubts(run, probed);
  const leases = probed.flatMap(({ host, facts }) =>
    facts.lease !== null && facts.lease.remaining > 0 ? [{ host: host.name, ...facts.lease }] : [],
  );
  const transactions = probed.map(({ host, facts }) => `${host.name} ${facts.transactions.length}`);
  return [
    {
      id: 'no-lease',
      title: 'no other run is changing the pair',
      ok: leases.length === 0,
      detail:
        leases
          .map(({ host, owner, remaining }) => `${host}: ${owner}, for ${remaining} s more`)
          .join('; ') || 'no lease',
      advice: 'wait until it is done; of a dead run: it expires by itself, or hadeploy unlock',
    },
    {
      id: 'no-doubt',
      title: 'every transaction has ended alike on all nodes',
      ok: doubts.length === 0,
      detail: doubts.map(describe).join('; ') || `transactions known: ${transactions.join(', ')}`,
      advice: `hadeploy resume ${run.cluster ?? ''}`.trimEnd(),
    },
  ];
}

/** Unreachable where no node could be looked at, else failed where a check failed. */
function endOf(run: CommandRun, looked: Looked[], checks: CheckResult[]): CommandEnd {
  const failures = looked.flatMap((node) => ('failure' in node ? [node.failure] : []));
  const none = failures.length === looked.length ? failures[0] : undefined;
  const failed = checks.filter(({ ok }) => !ok);
  const exitCode =
    none !== undefined
      ? exitCodeOf(none)
      : failed.length > 0
        ? exitCodes.checkFailed
        : exitCodes.done;
  return {
    exitCode,
    hosts: Object.fromEntries(
      looked.map((node) => [
        node.host.name,
        {
          outcome:
            'failure' in node ? 'unreachable' : failedOn(node.host, failed) ? 'failed' : 'ok',
          changes: 0,
        },
      ]),
    ),
    checks,
    ...(failed.length > 0
      ? {
          message: `${failed.length} of ${checks.length} checks failed: ${[...new Set(failed.map(({ id }) => id))].join(', ')}`,
        }
      : {}),
  };
}

function failedOn({ name }: Host, failed: CheckResult[]): boolean {
  return failed.some(({ host }) => host === name);
}
