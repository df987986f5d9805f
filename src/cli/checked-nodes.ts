import type { Cluster, Host } from '../core/cluster.ts';
import type { Phase } from '../core/event.ts';
import { exitCodes } from '../core/exit-code.ts';
import { exitCodeOf, Failed, type CheckResult, type Failure } from '../core/failure.ts';
import type { Facts } from '../core/facts.ts';
import type { Query } from '../core/query.ts';
import type { Fleet } from '../engine/fleet.ts';
import { probe } from '../engine/probe.ts';
import type { Probed } from '../verify/view.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { tellDoubts, describe } from './doubt.ts';
import { includedOn } from './included-files.ts';

/** What a command asks of the nodes. */
export interface Asked {
  /** Under which name it is shown. */
  phase: Phase;
  queries(host: Host): Query[];
  /** Units that are to run there. */
  services(host: Host): string[];
}

export type Looked = Probed | { host: Host; failure: Failure };

/** One connection a node, and one exec where its keepalived.conf includes no others. A node that does not answer is one failed check; the others are looked at all the same. */
export function lookAt(
  run: CommandRun,
  given: { fleet: Fleet; cluster: Cluster; hosts: Host[]; asked: Asked },
): Promise<Looked[]> {
  const { fleet, cluster, hosts, asked } = given;
  const tell = (host: Host, state: 'started' | 'done' | 'failed'): void =>
    run.emit({ event: 'host', phase: asked.phase, host: host.name, state });
  return Promise.all(
    hosts.map(async (host): Promise<Looked> => {
      tell(host, 'started');
      try {
        const facts = await probe(await fleet.session(host), cluster, asked.queries(host));
        const included = await includedOn(host, facts, { cluster, fleet });
        tell(host, 'done');
        return { host, facts, services: asked.services(host), ...included };
      } catch (error) {
        if (!(error instanceof Failed)) throw error;
        tell(host, 'failed');
        run.emit({ event: 'failure', failure: error.failure });
        return { host, failure: error.failure };
      }
    }),
  );
}

export function unreachable(host: Host, failure: Failure): CheckResult {
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
export function recordsOf(run: CommandRun, probed: { host: Host; facts: Facts }[]): CheckResult[] {
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
export function endOf(run: CommandRun, looked: Looked[], checks: CheckResult[]): CommandEnd {
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

export function tellPhase(
  run: CommandRun,
  phase: Phase,
  state: 'started' | 'done' | 'failed',
  durationMs?: number,
): void {
  run.emit({
    event: 'phase',
    phase,
    state,
    hosts: run.hosts,
    ...(durationMs === undefined ? {} : { durationMs }),
  });
}
