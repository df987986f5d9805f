import type { Paint } from './paint.ts';
import { renderTable } from './table.ts';

/** A drill as the `result` event carries it. */
interface DrillRow {
  drill: string;
  host: string;
  vip: string;
  ok: boolean;
  outageMs: number;
  boundMs: number;
  failedProbes: number;
  probes: number;
  splitBrainMs: number;
  failbackMs?: number;
}

/** Measured beside what the configuration promises. */
export function drillLines(drills: unknown[], paint: Paint, columns: number): string[] {
  const rows = drills.filter(isDrill);
  if (rows.length === 0) return [];
  return renderTable(
    ['', 'drill', 'on', 'VIP', 'outage', 'bound', 'lost probes', 'two holders', 'failback'],
    rows.map((row) => [
      row.ok ? paint.green('✔') : paint.red('✖'),
      row.drill,
      row.host,
      row.vip,
      row.outageMs > row.boundMs ? paint.red(`${row.outageMs} ms`) : `${row.outageMs} ms`,
      `${row.boundMs} ms`,
      `${row.failedProbes} of ${row.probes}`,
      row.splitBrainMs > 0 ? paint.red(`${row.splitBrainMs} ms`) : 'never',
      row.failbackMs === undefined ? '' : `${row.failbackMs} ms`,
    ]),
    { paint, columns },
  );
}

function isDrill(value: unknown): value is DrillRow {
  return typeof value === 'object' && value !== null && 'drill' in value && 'outageMs' in value;
}
