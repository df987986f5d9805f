import { figure } from '../core/drill-figures.ts';
import { oneLine } from '../core/text.ts';
import type { Paint } from './paint.ts';
import { renderTable } from './table.ts';

/** A drill as the `result` event carries it, one for each VIP. One that was skipped has nothing but its reason. */
interface DrillRow {
  drill: string;
  host: string;
  vip?: string;
  ok: boolean;
  skipped?: string;
  /** null: it failed before there was anything to measure. */
  outageMs?: number | null;
  /** Infinity, or null where it came through JSON: no bound, the VIP cannot move. */
  boundMs?: number | null;
  failedProbes?: number;
  probes?: number;
  splitBrainMs?: number;
  failbackMs?: number;
}

/** Measured beside what the configuration promises. */
export function drillLines(drills: unknown[], paint: Paint, columns: number): string[] {
  const rows = drills.filter(isDrill);
  const run = rows.filter(({ skipped }) => skipped === undefined);
  const skipped = rows.filter(({ skipped }) => skipped !== undefined);
  const table =
    run.length === 0
      ? []
      : renderTable(
          ['', 'drill', 'on', 'VIP', 'outage', 'bound', 'lost probes', 'two holders', 'failback'],
          run.map((row) => cells(row, paint)),
          { paint, columns },
        );
  return [
    ...table,
    ...[...new Set(skipped.map(skippedLine))].map((line) => `${paint.yellow('·')} ${line}`),
  ];
}

function cells(row: DrillRow, paint: Paint): string[] {
  const { outageMs = null, boundMs = null, splitBrainMs = 0 } = row;
  const outage = outageMs === null ? '–' : figure(outageMs);
  const split = splitBrainMs > 0 ? figure(splitBrainMs) : 'never';
  return [
    row.ok ? paint.green('✔') : paint.red('✖'),
    row.drill,
    row.host,
    row.vip ?? '',
    // Beyond the bound by less than the measuring error is no failure.
    !row.ok && (outageMs ?? 0) > (boundMs ?? Infinity) ? paint.red(outage) : outage,
    figure(boundMs),
    `${row.failedProbes ?? 0} of ${row.probes ?? 0}`,
    // With VRRP blocked two holders are what must be seen.
    splitBrainMs > 0 && !row.ok ? paint.red(split) : split,
    row.failbackMs === undefined ? '' : figure(row.failbackMs),
  ];
}

function skippedLine({ drill, host, skipped = '' }: DrillRow): string {
  return `${drill} on ${host} skipped: ${oneLine(skipped)}`;
}

function isDrill(value: unknown): value is DrillRow {
  if (typeof value !== 'object' || value === null || !('drill' in value)) return false;
  return 'outageMs' in value || 'skipped' in value;
}
