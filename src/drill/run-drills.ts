import type { DrillReport } from '../core/drill.ts';
import type { Emit } from '../core/event.ts';
import { Failed } from '../core/failure.ts';
import { releaseNode } from './drill-node.ts';
import type { DrillField } from './field.ts';
import { faults } from './faults.ts';
import { unfitness } from './guard.ts';
import { waitsFor } from './reaction.ts';
import { runDrill } from './run-drill.ts';
import {
  expectedMs,
  patience,
  PREPARED_SECONDS,
  timingOf,
  type Planned,
  type Timing,
} from './schedule.ts';

export interface DrillsEnd {
  reports: DrillReport[];
  /** Why the pair was not fit for the next drill; empty: all were done, or it was interrupted. */
  unhealthy: string[];
}

/**
 * One drill after the other, each only on a healthy pair. The first time it is not, the others are not begun. Rejects
 * with `Failed` lease-held.
 */
export async function runDrills(
  field: DrillField,
  drills: Planned[],
  emit: Emit,
): Promise<DrillsEnd> {
  const reports: DrillReport[] = [];
  let unhealthy: string[] = [];
  try {
    for (const [index, planned] of drills.entries()) {
      if (field.interrupt.aborted) break;
      unhealthy = await unfitness(field);
      if (unhealthy.length > 0) break;
      const tell = (state: 'started' | 'fault') =>
        emit({
          event: 'drill',
          ...planned,
          state,
          index: index + 1,
          of: drills.length,
          remainingMs: remainingMs(field, drills.slice(index)),
        });
      tell('started');
      const report = await runDrill(field, planned, () => tell('fault'));
      reports.push(report);
      const [last] = drills.slice(index + 1);
      emit({
        event: 'drill',
        ...planned,
        state: 'done',
        index: index + 1,
        of: drills.length,
        remainingMs: last === undefined ? 0 : remainingMs(field, drills.slice(index + 1)),
        report,
      });
    }
    const rest = drills.slice(reports.length).map((planned) => notRun(planned, unhealthy));
    return { reports: [...reports, ...rest], unhealthy };
  } finally {
    await giveBack(field, drills);
  }
}

/** What these drills will take, as a rule. Milliseconds. */
export function remainingMs(field: DrillField, drills: Planned[]): number {
  return drills
    .filter((planned) => field.unfit(planned) === null)
    .reduce((total, one) => total + expectedMs(one.drill, likelyTiming(field, one)), 0);
}

/** The longest that a node stays in a fault, or in what is left of it, when hadeploy dies at any instant. Seconds. */
export function selfHealSeconds(field: DrillField, drills: Planned[]): number {
  const each = drills.flatMap((one) =>
    Object.values(patience(one.drill, likelyTiming(field, one))),
  );
  return Math.max(PREPARED_SECONDS, ...each);
}

function likelyTiming(field: DrillField, planned: Planned): Timing {
  const { drill: fault, host: victim } = planned;
  const bounds = field.vips.map((vip) => field.boundOf(vip, { fault, victim, holder: victim }));
  return timingOf(fault, bounds, waitsFor(field, planned));
}

function notRun({ drill, host }: Planned, unhealthy: string[]): DrillReport {
  const why =
    unhealthy.length > 0 ? `the pair is not healthy: ${unhealthy.join('; ')}` : 'interrupted';
  return {
    drill,
    title: faults[drill].title,
    host,
    outcome: 'skipped',
    problems: [`not begun: ${why}`],
    startedAt: Date.now(),
    durationMs: 0,
    fault: null,
    vips: [],
    marks: [],
    clockErrorMs: {},
    leftBehind: [],
  };
}

/** A node that cannot be reached now lets its lease expire. */
async function giveBack(field: DrillField, drills: Planned[]): Promise<void> {
  const names = [...field.nodes.map(({ name }) => name), ...drills.map(({ host }) => host)];
  await Promise.all(
    [...new Set(names)].map(async (name) => {
      try {
        await releaseNode(field.link(name), field.run, field.params(name, null));
      } catch (error) {
        if (!(error instanceof Failed)) throw error;
      }
    }),
  );
}
