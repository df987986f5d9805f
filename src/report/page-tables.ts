import { figure } from '../core/drill-figures.ts';
import { wrongWith } from '../core/drill-words.ts';
import type { DrillReport, VipMeasurement } from '../core/drill.ts';
import type { CheckResult } from '../core/failure.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { head, outcomeWord, scrolling } from './page-parts.ts';
import type { PageData } from './report-data.ts';

/** One row for each VIP of each drill, linked to its section. */
export function summaryTable(drills: DrillReport[], idOf: (index: number) => string): Markup {
  const columns = [
    { title: 'drill' },
    { title: 'on' },
    { title: 'result' },
    { title: 'VIP' },
    { title: 'outage', number: true },
    { title: 'bound', number: true },
    { title: 'probes lost', number: true },
    { title: 'two holders', number: true },
    { title: 'back after', number: true },
  ];
  return scrolling(
    'Drills',
    markup`<table>${head(columns)}${drills.map((drill, i) => summaryRows(drill, idOf(i)))}</table>`,
  );
}

function summaryRows(drill: DrillReport, id: string): Markup {
  const rows = drill.fault === null ? 1 : Math.max(1, drill.vips.length);
  const span = rows > 1 ? markup` rowspan="${rows}"` : nothing;
  const scope = rows > 1 ? 'rowgroup' : 'row';
  const name = markup`<th scope="${scope}"${span}><a href="#${id}">${drill.title}</a></th><td class="host"${span}>${drill.host}</td><td${span}>${outcomeWord(drill.outcome)}</td>`;
  const [first, ...rest] = drill.vips;
  if (first === undefined || drill.fault === null) {
    return markup`<tbody class="together"><tr>${name}<td colspan="6" class="muted">${wrongWith(drill)[0] ?? ''}</td></tr></tbody>`;
  }
  return markup`<tbody class="together"><tr>${name}${figureCells(first, drill)}</tr>${rest.map((vip) => markup`<tr>${figureCells(vip, drill)}</tr>`)}</tbody>`;
}

function figureCells(vip: VipMeasurement, { outcome }: DrillReport): Markup {
  const over = outcome === 'failed' && vip.outageMs > vip.bound.outageMs + vip.errorMs;
  const failback = vip.failbackMs === undefined ? '–' : figure(vip.failbackMs);
  return markup`<td>${vip.name}</td><td class="${over ? 'number over' : 'number'}">${figure(vip.outageMs)}</td><td class="number">${figure(vip.bound.outageMs)}</td><td class="number">${`${vip.failedProbes} of ${vip.probes.length}`}</td><td class="number">${vip.splitBrainMs > 0 ? figure(vip.splitBrainMs) : 'never'}</td><td class="number">${failback}</td>`;
}

/** Failed ones first, then warnings. */
export function checkTable(checks: CheckResult[]): Markup {
  const rows = [...checks].sort((a, b) => urgency(a) - urgency(b));
  const columns = [{ title: 'result' }, { title: 'check' }, { title: 'on' }, { title: 'seen' }];
  return scrolling(
    'Checks',
    markup`<table>${head(columns)}<tbody>${rows.map(checkRow)}</tbody></table>`,
  );
}

function urgency({ ok, warning }: CheckResult): number {
  return ok ? (warning === true ? 1 : 2) : 0;
}

const outcomes = ['failed', 'warning', 'passed'] as const;

function checkRow(check: CheckResult): Markup {
  const { title, host = 'pair', detail, advice } = check;
  const outcome = outcomes[urgency(check)] ?? 'failed';
  const hint =
    outcome === 'passed' || advice === undefined
      ? nothing
      : markup`<span class="advice"><strong>To do:</strong> ${advice}</span>`;
  return markup`<tr><td>${outcomeWord(outcome)}</td><th scope="row">${title}</th><td class="host">${host}</td><td class="detail">${detail}${hint}</td></tr>`;
}

/** What the bounds were computed from. */
export function modelTable(hosts: string[], model: NonNullable<PageData['model']>): Markup {
  return scrolling(
    'Settings',
    markup`<table><caption>Deployed settings that the bounds were computed from</caption>${head([{ title: 'setting' }, ...hosts.map((title) => ({ title }))])}<tbody>${model.map(
      ({ what, values }) =>
        markup`<tr><th scope="row">${what}</th>${hosts.map((host) => markup`<td>${values[host] ?? '–'}</td>`)}</tr>`,
    )}</tbody></table>`,
  );
}
