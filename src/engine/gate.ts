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
}

const LOOK_AGAIN_MS = 100;

/** Looks until every check holds; rejects with `gate-failed` and the last answers when time is up. */
export async function awaitGate(
  run: GateRun,
  activated: Host[],
  check: (view: PairView) => CheckResult[] | Promise<CheckResult[]>,
): Promise<void> {
  const deadline = Date.now() + run.timeoutSeconds * 1000;
  for (;;) {
    const view = await look(run);
    const results = [...convergence(run, view, activated), ...(await check(view))];
    const failed = results.filter((result) => !result.ok);
    if (failed.length === 0 || Date.now() >= deadline) {
      for (const result of results) run.emit({ event: 'check', check: result });
      if (failed.length === 0) return;
      throw new Failed({
        reason: 'gate-failed',
        host: activated.at(-1)?.name ?? '',
        checks: failed,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
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
      const left = facts ? planHost({ host, steps: lasting, facts }) : [];
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
