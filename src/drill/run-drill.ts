import type { DrillReport, OutageBound, VipMeasurement } from '../core/drill.ts';
import { Failed, isLinkFailure } from '../core/failure.ts';
import type { DrillNode, Prepared } from './drill-node.ts';
import { faults } from './faults.ts';
import type { DrillField } from './field.ts';
import { hopeless, problemsOf } from './judge.ts';
import { marksOf, measureVip } from './measure.ts';
import { awaitEffect, awaitRestored, endOfFault, WATCH_SECONDS } from './phases.ts';
import { waitsFor } from './reaction.ts';
import { Scene } from './scene.ts';
import { patience, PREPARED_SECONDS, timingOf, type Planned, type Timing } from './schedule.ts';
import { leftBehind, type Snapshot } from './snapshot.ts';

/** For a node whose connection was lost at the very end. */
const RECONNECT_MS = 15_000;
/** The VIPs must answer this long before a fault. */
const WARM_UP_MS = 1_000;

/**
 * One drill: looks at the pair, does the fault, measures, takes it back, waits until all is as before, compares, judges.
 * Whatever goes wrong on the way is taken back and becomes the problem of a failed report. Rejects with `Failed`
 * lease-held, when another run has it.
 */
export async function runDrill(
  field: DrillField,
  planned: Planned,
  onFault: () => void,
): Promise<DrillReport> {
  const scene = new Scene(field, planned);
  const unfit = field.unfit(planned);
  if (unfit !== null) return skipped(scene, [unfit]);
  const found: Findings = { before: new Map(), problems: [], skip: [], bounds: {} };
  try {
    await perform(scene, found, onFault);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    if (error.failure.reason === 'lease-held') {
      await clearUp(scene, { ...found, problems: [] });
      throw error;
    }
    found.problems.push(inWords(error));
  }
  const left = await clearUp(scene, found);
  if (found.skip.length > 0) return skipped(scene, found.skip);
  return report(scene, found, left);
}

interface Findings {
  before: Map<string, Prepared>;
  problems: string[];
  /** Why the drill says nothing here. */
  skip: string[];
  bounds: Record<string, OutageBound>;
}

async function perform(scene: Scene, found: Findings, onFault: () => void): Promise<void> {
  const { planned, field } = scene;
  await onEach(scene.nodes, async (node) => {
    const drill = node === scene.victim ? planned.drill : null;
    const params = field.params(node.name, drill);
    found.before.set(node.name, await node.prepare(drill, params, PREPARED_SECONDS));
  });
  found.skip = found.before.get(planned.host)?.needs ?? [];
  if (found.skip.length > 0) return;
  await scene.compareClocks();
  for (const node of scene.nodes) follow(scene, node);
  scene.startProbers();
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
  const held = scene.heldBefore();
  found.bounds = scene.bounds(held);
  found.problems.push(...unready(scene, held), ...hopelessOnes(found.bounds));
  if (found.problems.length > 0 || field.interrupt.aborted) return;

  const timing = timingOf(planned.drill, Object.values(found.bounds), waitsFor(field, planned));
  await inject(scene, timing);
  onFault();
  await awaitEffect(scene, { timing, bounds: found.bounds, held });
  if (field.interrupt.aborted) found.problems.push('interrupted: taken back before it was over');
  else found.problems.push(...(await field.unseen(planned)));
  await endOfFault(scene, timing);
  await holdAll(scene, patience(planned.drill, timing).afterFault);
  found.bounds = scene.bounds(held, stayedMs(scene));
  found.problems.push(...(await awaitRestored(scene, { timing, bounds: found.bounds, held })));
}

/** On all at once; waits for all before it rejects, so that what was begun is known. */
async function onEach(nodes: DrillNode[], work: (node: DrillNode) => Promise<void>): Promise<void> {
  const settled = await Promise.allSettled(nodes.map(work));
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
}

function follow(scene: Scene, node: DrillNode): void {
  const { boots } = faults[scene.planned.drill];
  void node.watch(WATCH_SECONDS, () => boots && node === scene.victim && scene.fault !== null);
}

/** What would make the measurement worthless. */
function unready(scene: Scene, held: Record<string, string>): string[] {
  const homeless = scene.field.vips.flatMap(({ name }) =>
    held[name] === undefined ? [`${name} is held by no host before the fault`] : [],
  );
  if (scene.answersSince(WARM_UP_MS / 2)) return homeless;
  const errors = scene.field.vips.flatMap(({ name, address, port }) => {
    const bad = scene.prober(name)?.results.find(({ error }) => error !== null);
    return bad ? [`${name} ${address}:${port} does not answer before the fault: ${bad.error}`] : [];
  });
  return [
    ...homeless,
    ...(errors.length > 0 ? errors : ['not every VIP answers before the fault']),
  ];
}

function hopelessOnes(bounds: Record<string, OutageBound>): string[] {
  return Object.entries(bounds).flatMap(([name, bound]) => hopeless({ name, bound }) ?? []);
}

async function inject(scene: Scene, timing: Timing): Promise<void> {
  const { drill } = scene.planned;
  const hold = patience(drill, timing).fault;
  await Promise.all(scene.others.map((node) => node.hold(hold)));
  const calledAt = scene.now();
  const undo = faults[drill].cutsLink ? Math.ceil(timing.faultMs / 1000) : 0;
  await scene.victim.inject(hold, undo);
  // Until the node's own time of it is here.
  scene.fault = { at: calledAt, undoneAt: null };
}

async function holdAll(scene: Scene, seconds: number): Promise<void> {
  await Promise.all(scene.nodes.map((node) => node.hold(seconds)));
}

function stayedMs({ fault, now }: Scene): number {
  return fault === null ? 0 : (fault.undoneAt ?? now()) - fault.at;
}

/** Takes back what is still there, on every node, also after a failure; what is not as it was. */
async function clearUp(scene: Scene, found: Findings): Promise<string[]> {
  await scene.stopProbers();
  const vips = scene.field.vips.map(({ address }) => address);
  const left = await Promise.all(
    scene.nodes.map(async (node) => {
      const before = found.before.get(node.name);
      if (before === undefined) return [];
      try {
        const after = await lastWords(scene, node);
        return leftBehind(node.name, { before: before.snapshot, after, vips });
      } catch (error) {
        if (!(error instanceof Failed)) throw error;
        found.problems.push(inWords(error));
        return [];
      }
    }),
  );
  return left.flat();
}

/** Tries once more over a new connection: the fault may have cost the old one. */
async function lastWords(scene: Scene, node: DrillNode): Promise<Snapshot> {
  const say = async (): Promise<Snapshot> => {
    if (scene.fault !== null) await scene.compareClocks([node]);
    await node.fetchEvents();
    return node.finish();
  };
  try {
    return await say();
  } catch (error) {
    if (!isLinkFailure(error)) throw error;
    await node.reconnect(scene.now, scene.now() + RECONNECT_MS);
    return say();
  }
}

function report(scene: Scene, found: Findings, left: string[]): DrillReport {
  const { drill, host } = scene.planned;
  const recording = scene.recording();
  const vips = scene.field.vips.flatMap((vip): VipMeasurement[] => {
    const prober = scene.prober(vip.name);
    const bound = found.bounds[vip.name];
    // It has failed before there was anything to measure.
    if (prober === undefined || bound === undefined) return [];
    const { results: probes, largestLatenessMs } = prober;
    const { probeEveryMs } = scene.field;
    return [measureVip(recording, { ...vip, probes, probeEveryMs, largestLatenessMs, bound })];
  });
  const clockErrorMs = scene.clockErrors();
  const { fault } = scene;
  const heldBefore = scene.heldBefore();
  const judged = { drill, host, heldBefore, vips, fault, leftBehind: left, clockErrorMs };
  const problems = [...new Set([...found.problems, ...problemsOf(judged)])];
  return {
    ...frame(scene),
    outcome: problems.length === 0 ? 'passed' : 'failed',
    problems,
    fault,
    vips,
    marks: marksOf(recording, vips),
    clockErrorMs,
    leftBehind: left,
  };
}

function skipped(scene: Scene, problems: string[]): DrillReport {
  return {
    ...frame(scene),
    outcome: 'skipped',
    problems,
    fault: null,
    vips: [],
    marks: [],
    clockErrorMs: {},
    leftBehind: [],
  };
}

function frame(
  scene: Scene,
): Pick<DrillReport, 'drill' | 'title' | 'host' | 'startedAt' | 'durationMs'> {
  const { drill, host } = scene.planned;
  const { title } = faults[drill];
  return {
    drill,
    title,
    host,
    startedAt: scene.startedAt,
    durationMs: Math.round(scene.now()),
  };
}

function inWords({ failure }: Failed): string {
  switch (failure.reason) {
    case 'node-unfit':
      return `${failure.host}: ${failure.detail}`;
    case 'connection-lost':
    case 'unreachable':
      return `${failure.host} cannot be reached: ${failure.detail}`;
    case 'timed-out':
      return `${failure.host}: ${failure.what} did not end within ${failure.seconds} s`;
    default:
      return failure.reason;
  }
}
