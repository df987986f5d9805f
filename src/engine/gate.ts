import { now } from '../core/clock.ts';
import type { Cluster, Host } from '../core/cluster.ts';
import type { ActivationOrder, Emit } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';
import { Failed, type CheckResult } from '../core/failure.ts';
import type { Session } from '../core/session.ts';
import { onAll, type Fleet, type Node } from './fleet.ts';
import { planHost } from './plan.ts';
import { probe } from './probe.ts';

/** What the product wants proven between two nodes and at the end; the engine only waits for it. Pure but for `answers`. */
export interface Gate {
  /** After `host` was activated and before the next one is touched. */
  between(view: PairView, host: string): CheckResult[];
  /** When all are done. */
  final(view: PairView): CheckResult[];
  /** Over the network: do the VIPs answer? Asked once `final` holds. */
  answers(view: PairView, sessions: Map<string, Session>): Promise<CheckResult[]>;
}

export interface PairView {
  cluster: Cluster;
  /** Of the hosts in this run; fewer than the cluster's with --limit. */
  facts: Map<string, Facts>;
  /** Who held what before this run. */
  order: ActivationOrder;
}

export interface GateRun {
  fleet: Fleet;
  cluster: Cluster;
  nodes: Node[];
  order: ActivationOrder;
  emit: Emit;
  timeoutSeconds: number;
  /** How long the checks must go on holding. */
  settleSeconds: number;
  /** By core/clock.ts: when it is too late whatever happens. */
  notAfter: number;
  /** Units that are stopped on purpose for now, by host: a lockstep change is under way. */
  held: Map<string, string[]>;
}

/** Soon at first, for a reload is over in an instant; later less often, for an election takes seconds and every look costs the node. */
const LOOK_AGAIN_MS = { first: 100, longest: 500, growth: 1.5 };

/**
 * Looks until every check holds, and goes on holding for `settleSeconds`: a daemon that dies of its new
 * configuration does so within seconds. Rejects with `gate-failed` and the last answers when time is up,
 * or at once when a daemon was seen to die.
 */
export async function awaitGate(
  run: GateRun,
  activated: Host[],
  check: (view: PairView) => CheckResult[] | Promise<CheckResult[]>,
): Promise<void> {
  const deadline = Math.min(now() + run.timeoutSeconds * 1000, run.notAfter);
  let held: { since: number; view: PairView } | null = null;
  let pause = LOOK_AGAIN_MS.first;
  for (;;) {
    const view = await look(run);
    const stable = held === null ? [] : stability(held.view, view, activated);
    const results = [...convergence(run, view, activated), ...stable, ...(await check(view))];
    const failed = results.filter((result) => !result.ok);
    if (failed.length > 0) {
      if (now() < deadline && stable.every(({ ok }) => ok)) held = null;
      else throw gateFailed(run, activated, { results, failed });
    } else {
      held ??= { since: now(), view };
      if (now() - held.since >= run.settleSeconds * 1000) {
        for (const result of results) run.emit({ event: 'check', check: result });
        return;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * LOOK_AGAIN_MS.growth, LOOK_AGAIN_MS.longest);
  }
}

function gateFailed(
  run: GateRun,
  activated: Host[],
  { results, failed }: { results: CheckResult[]; failed: CheckResult[] },
): Failed {
  for (const result of results) run.emit({ event: 'check', check: result });
  const host = failed.find((result) => result.host !== undefined)?.host;
  return new Failed({
    reason: 'gate-failed',
    host: host ?? activated.at(-1)?.name ?? run.cluster.name,
    checks: failed,
  });
}

/** No daemon has died and been started again by systemd since the checks held for the first time. */
function stability(before: PairView, current: PairView, activated: Host[]): CheckResult[] {
  return activated.map(({ name: host }) => {
    const first = before.facts.get(host)?.units ?? {};
    const units = current.facts.get(host)?.units ?? {};
    const died = Object.entries(first).filter(([unit, fact]) => {
      const pid = units[unit]?.mainPid;
      return fact.mainPid !== 0 && pid !== fact.mainPid;
    });
    return {
      id: 'stable',
      host,
      title: 'no daemon has died after the change',
      ok: died.length === 0,
      detail: died
        .map(([unit]) => `${unit} ended and is ${units[unit]?.active ?? 'gone'}`)
        .join('; '),
      advice: `see why: journalctl -u ${died[0]?.[0] ?? 'UNIT'} -n 50`,
    };
  });
}

export async function look(
  run: Pick<GateRun, 'fleet' | 'cluster' | 'nodes' | 'order' | 'emit'>,
): Promise<PairView> {
  const pairs = await onAll(run.nodes, run.emit, async ({ host, steps }) => {
    const session = await run.fleet.session(host);
    return [
      host.name,
      await probe(
        session,
        run.cluster,
        steps.flatMap((step) => step.needs),
      ),
    ] as const;
  });
  return { cluster: run.cluster, facts: new Map(pairs), order: run.order };
}

/** Planned again, an activated node must have nothing left to do: the honest law, at every apply. */
function convergence(run: GateRun, view: PairView, activated: Host[]): CheckResult[] {
  return run.nodes
    .filter(({ host }) => activated.some((one) => one.name === host.name))
    .map(({ host, steps }) => {
      const facts = view.facts.get(host.name);
      const lasting = steps.filter((step) => !step.once);
      const held = run.held.get(host.name) ?? [];
      const left = (facts ? planHost({ host, steps: lasting, facts }) : []).filter(
        (change) => change.op !== 'service' || !held.includes(change.unit),
      );
      return {
        id: 'converged',
        host: host.name,
        title: 'everything is as planned',
        ok: left.length === 0,
        detail: left.map((change) => change.title).join('; '),
        advice: 'look at the service on the node: systemctl status, journalctl -u',
      };
    });
}
