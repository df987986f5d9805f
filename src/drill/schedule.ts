import type { DrillName, OutageBound } from '../core/drill.ts';
import { drillOrder, faults } from './faults.ts';

export interface Planned {
  drill: DrillName;
  host: string;
}

/**
 * Every wanted drill on the holders first, then on the others; cheap and harmless drills first. `victims`: the hosts that
 * a drill may be done to. Pure.
 */
export function schedule(
  wanted: DrillName[],
  victims: (drill: DrillName) => { name: string; holds: number }[],
): Planned[] {
  return drillOrder
    .filter((drill) => wanted.includes(drill))
    .flatMap((drill) => {
      const byLoad = [...victims(drill)].sort((a, b) => b.holds - a.holds);
      return byLoad.map(({ name: host }) => ({ drill, host }));
    });
}

/** How long each part of a drill may take. Milliseconds. */
export interface Timing {
  /** The least time that the fault stays, where nothing is to move: long enough for a wrong reaction to show. */
  observeMs: number;
  /** The most. */
  faultMs: number;
  /** From its end until all must be as before. */
  restoreMs: number;
}

/** What a takeover may take longer than promised before it counts as never. */
const MARGIN_MS = 2_000;
const RESTORE_MARGIN_MS = 10_000;
const BOOT_MS = 180_000;

/** What a drill waits for beside its bounds. Milliseconds. */
export interface Waits {
  /** The time in which the pair would react if it were going to, where this drill must not move a VIP. */
  reactionMs: number;
  /** After the fault, until every balancer has its servers again. */
  backMs: number;
}

/** `bounds`: of this drill, for each VIP. Pure. */
export function timingOf(
  drill: DrillName,
  bounds: OutageBound[],
  { reactionMs, backMs }: Waits,
): Timing {
  const outage = largest(bounds.map(({ outageMs }) => outageMs));
  const observeMs = Math.max(outage, reactionMs) + 1_000;
  return {
    observeMs,
    faultMs: observeMs + MARGIN_MS,
    restoreMs:
      largest([backMs, ...bounds.map(({ failbackMs }) => failbackMs ?? 0)]) +
      RESTORE_MARGIN_MS +
      (faults[drill].boots ? BOOT_MS : 0),
  };
}

/** A node that hadeploy has only prepared heals itself after this time. */
export const PREPARED_SECONDS = 40;
/** What a node waits for hadeploy longer than hadeploy means to take. */
const HOLD_MARGIN_SECONDS = 10;

/** How many seconds the nodes wait for hadeploy's next word before they heal themselves: with the fault there, and after it. Pure. */
export function patience(drill: DrillName, timing: Timing): { fault: number; afterFault: number } {
  const { cutsLink, boots } = faults[drill];
  const seconds = (ms: number): number => Math.ceil(ms / 1000) + HOLD_MARGIN_SECONDS;
  // Where nobody can come to undo it, the next word is after the return of the node.
  const untilWord = cutsLink || boots ? timing.faultMs + timing.restoreMs : timing.faultMs;
  return { fault: seconds(untilWord), afterFault: seconds(timing.restoreMs) };
}

/** An estimate, for the progress line: most of the margins are not used. */
export function expectedMs(drill: DrillName, timing: Timing): number {
  const boot = faults[drill].boots ? 30_000 : 0;
  return (
    OVERHEAD_MS + timing.observeMs + timing.restoreMs - RESTORE_MARGIN_MS - (boot && BOOT_MS) + boot
  );
}

/** Looking, clocks, scripts, the first and last requests. */
const OVERHEAD_MS = 5_000;

function largest(values: number[]): number {
  return Math.max(0, ...values.filter(Number.isFinite));
}
