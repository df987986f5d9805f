import { figure } from '../core/drill-figures.ts';
import type { DrillReport, OutageBound, VipMeasurement } from '../core/drill.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { head } from './page-parts.ts';

interface Row {
  what: string;
  value: string;
  promised: string;
  /** Worse than promised by more than the measuring error. */
  over?: boolean;
}

/** What was measured, and beside it what the configuration promises. */
export function measuredCard(vip: VipMeasurement, drill: DrillReport): Markup {
  const rows = rowsOf(vip, drill).map(
    ({ what, value, promised, over = false }) =>
      markup`<tr><th scope="row">${what}</th><td class="${over ? 'number over' : 'number'}">${value}</td><td class="number">${promised}</td></tr>`,
  );
  const columns = [
    { title: '' },
    { title: 'measured', number: true },
    { title: 'bound', number: true },
  ];
  return markup`<section class="card"><h4>${vip.name}: measured</h4><table>${head(columns)}<tbody>${rows}</tbody></table></section>`;
}

function rowsOf(vip: VipMeasurement, drill: DrillReport): Row[] {
  const { bound, outageMs, errorMs } = vip;
  const failed = drill.outcome === 'failed';
  const back = bound.failbackMs === null ? 'stays where it is' : `≤ ${figure(bound.failbackMs)}`;
  return [
    {
      what: 'outage',
      value: `${figure(outageMs)} ± ${figure(errorMs)}`,
      promised: Number.isFinite(bound.outageMs)
        ? `≤ ${figure(bound.outageMs)}`
        : 'none: never moves',
      over: failed && outageMs > bound.outageMs + errorMs,
    },
    {
      what: 'probes not answered',
      value: `${vip.failedProbes} of ${vip.probes.length}`,
      promised: `one every ${vip.probeEveryMs} ms`,
    },
    {
      what: 'moved to another host',
      value: moved(vip, drill) ? 'yes' : 'no',
      promised: moves(bound),
    },
    { what: 'no holder', value: orNever(vip.noHolderMs), promised: '' },
    {
      what: 'two holders',
      value: orNever(vip.splitBrainMs),
      promised: bound.splitBrainMs > 0 ? `≤ ${figure(bound.splitBrainMs)}` : 'never',
      over: failed && vip.splitBrainMs > bound.splitBrainMs + errorMs,
    },
    {
      what: 'back after the fault',
      value: vip.failbackMs === undefined ? '–' : figure(vip.failbackMs),
      promised: back,
    },
  ];
}

function moved({ holders }: VipMeasurement, { fault }: DrillReport): boolean {
  const since = fault?.at ?? 0;
  const before = holders.find(({ from, to }) => from < since && (to === null || to >= since));
  return holders.some(({ host, from }) => from >= since && host !== before?.host);
}

function moves({ moves, mayMove = false }: OutageBound): string {
  if (moves) return 'must';
  return mayMove ? 'may' : 'must not';
}

function orNever(ms: number): string {
  return ms > 0 ? figure(ms) : 'never';
}

/** The bound as a sum that a reader can follow. */
export function boundCard({ name, bound }: VipMeasurement): Markup {
  if (bound.terms.length === 0) return nothing;
  const columns = [
    { title: 'from the deployed configuration' },
    { title: 'at most', number: true },
  ];
  const terms = bound.terms.map(
    ({ what, ms }) =>
      markup`<tr><th scope="row">${what}</th><td class="number">${figure(ms)}</td></tr>`,
  );
  return markup`<section class="card"><h4>${name}: the bound of the outage</h4><table class="sum">${head(columns)}<tbody>${terms}</tbody><tfoot><tr><th scope="row">together</th><td class="number">${figure(bound.outageMs)}</td></tr></tfoot></table></section>`;
}
