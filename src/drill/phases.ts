import type { OutageBound } from '../core/drill.ts';
import { faults } from './faults.ts';
import { unfitness } from './guard.ts';
import type { Scene } from './scene.ts';
import type { Timing } from './schedule.ts';

/** No drill lasts longer than this. */
export const WATCH_SECONDS = 3_600;
/** How often what was told so far is looked at. */
const LOOK_EVERY_MS = 100;
/** What has come about must last so long before it counts. */
const STEADY_MS = 1_000;
const HEALTH_EVERY_MS = 1_000;

export interface Awaited {
  timing: Timing;
  bounds: Record<string, OutageBound>;
  /** Who held each VIP before the fault, by its name. */
  held: Record<string, string>;
}

/**
 * Waits until the fault has shown what it does: every VIP that must move is elsewhere and answers, every other one has
 * been watched long enough. A VIP that does not move in time is left to the judgement.
 */
export async function awaitEffect(scene: Scene, awaited: Awaited): Promise<void> {
  const { timing } = awaited;
  const { cutsLink, boots } = faults[scene.planned.drill];
  const begun = scene.now();
  let steadySince: number | null = null;
  while (scene.now() - begun < timing.faultMs && !scene.field.interrupt.aborted) {
    await pause(LOOK_EVERY_MS);
    noteTimes(scene);
    const since = scene.fault?.at ?? begun;
    if (!hasShown(scene, awaited, scene.now() - since)) steadySince = null;
    else steadySince ??= scene.now();
    // A node that takes its fault back alone does so when its time has come, not ours.
    if (cutsLink) continue;
    if (steadySince !== null && (boots || scene.now() - steadySince >= STEADY_MS)) return;
  }
}

function hasShown(scene: Scene, { timing, bounds, held }: Awaited, elapsedMs: number): boolean {
  return scene.field.vips.every(({ name, address }) => {
    if (bounds[name]?.moves !== true) return elapsedMs >= timing.observeMs;
    const holders = scene.holdersNow(address);
    const moved = holders.some((host) => host !== held[name]);
    return moved && scene.answersSince(STEADY_MS / 2);
  });
}

/** The fault is taken back, by us or by the node itself; a node that boots is there again and tells on. */
export async function endOfFault(scene: Scene, timing: Timing): Promise<void> {
  const { planned, victim } = scene;
  const { cutsLink, boots } = faults[planned.drill];
  const patience = scene.now() + timing.restoreMs;
  if (!cutsLink && !boots) {
    await victim.undo();
  } else if (cutsLink) {
    await victim.reconnect(scene.now, patience);
    await until(async () => (await victim.fetchEvents()).undone, scene.now, patience);
    void victim.watch(WATCH_SECONDS);
  } else {
    await rebooted(scene, patience);
  }
  await victim.fetchEvents();
  noteTimes(scene);
  if (scene.fault !== null) scene.fault.undoneAt ??= scene.now();
}

/** `patience`: until when, in the time of the drill. */
async function rebooted(scene: Scene, patience: number): Promise<void> {
  const { planned, field, victim } = scene;
  const params = field.params(planned.host, planned.drill);
  const seconds = Math.ceil((patience - scene.now()) / 1000) + 60;
  // The old system still answers for a while.
  await until(
    async () => {
      await victim.reconnect(scene.now, patience);
      return victim.prepareAgain(planned.drill, params, seconds);
    },
    scene.now,
    patience,
  );
  await scene.compareClocks([victim]);
  void victim.watch(WATCH_SECONDS);
}

/** The node's own times of fault and undo, once they are here. */
function noteTimes(scene: Scene): void {
  if (scene.fault === null) return;
  const events = scene.eventsOf(scene.victim);
  const fault = events.find(({ event }) => event === 'fault');
  const undo = events.findLast(({ event }) => event === 'undo');
  if (fault) scene.fault.at = Math.round(fault.at * 10) / 10;
  if (undo) scene.fault.undoneAt = Math.round(undo.at * 10) / 10;
}

/** Waits until every VIP is where it belongs and the pair is healthy; what is still wrong when time is up. */
export async function awaitRestored(
  scene: Scene,
  { timing, bounds, held }: Awaited,
): Promise<string[]> {
  const deadline = scene.now() + timing.restoreMs;
  const home = (): boolean =>
    scene.field.vips.every(({ name, address }) => {
      const holders = scene.holdersNow(address);
      const returns = bounds[name]?.failbackMs !== null;
      return holders.length === 1 && (!returns || holders[0] === held[name]);
    });
  let problems: string[] = [];
  for (;;) {
    const steady = home() && scene.answersSince(STEADY_MS / 2);
    if (steady) {
      problems = await unfitness(scene.field);
      if (problems.length === 0) return [];
    }
    if (scene.now() > deadline) {
      if (!steady) problems = await unfitness(scene.field);
      return problems.map((one) => `not healthy after it: ${one}`);
    }
    await pause(steady ? HEALTH_EVERY_MS : LOOK_EVERY_MS);
  }
}

async function until(
  done: () => Promise<boolean>,
  now: () => number,
  deadline: number,
): Promise<void> {
  while (!(await done()) && now() < deadline) await pause(LOOK_EVERY_MS * 5);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
