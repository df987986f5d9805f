import type { DrillReport, VipMeasurement } from '../core/drill.ts';
import type { ReportData } from './report-data.ts';

/** How often each outcome came. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Verdict {
  /** `unproven`: nothing was checked and no drill was run. */
  outcome: 'passed' | 'failed' | 'unproven';
  checks: Tally;
  drills: Tally;
  /** Checks that hold, but with something to know. */
  warnings: number;
  /** The longest outage that was measured; null where none was. */
  worst: { drill: DrillReport; vip: VipMeasurement } | null;
}

export function verdictOf({ checks, drills }: ReportData): Verdict {
  const count = (outcome: DrillReport['outcome']): number =>
    drills.filter((drill) => drill.outcome === outcome).length;
  const bad = checks.filter(({ ok }) => !ok).length;
  const drillTally = {
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
  };
  const proven = checks.length + drillTally.passed > 0;
  const outcome = proven ? 'passed' : 'unproven';
  return {
    outcome: bad + drillTally.failed > 0 ? 'failed' : outcome,
    checks: { passed: checks.length - bad, failed: bad, skipped: 0 },
    drills: drillTally,
    warnings: checks.filter(({ ok, warning }) => ok && warning === true).length,
    worst: worstOf(drills),
  };
}

function worstOf(drills: DrillReport[]): Verdict['worst'] {
  return drills
    .filter(({ fault }) => fault !== null)
    .flatMap((drill) => drill.vips.map((vip) => ({ drill, vip })))
    .reduce<Verdict['worst']>(
      (worst, each) => (each.vip.outageMs > (worst?.vip.outageMs ?? 0) ? each : worst),
      null,
    );
}

/** "5 of 6 drills passed, 1 skipped"; nothing where there were none. */
export function tallyWords({ passed, failed, skipped }: Tally, what: string): string {
  const all = passed + failed + skipped;
  if (all === 0) return '';
  return [
    `${passed} of ${all} ${what} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(', ');
}
