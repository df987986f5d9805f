import { figure, sinceFault } from '../core/drill-figures.ts';
import { markWords, wrongWith } from '../core/drill-words.ts';
import type { DrillReport, VipMeasurement } from '../core/drill.ts';
import type { CheckResult } from '../core/failure.ts';
import { markup, nothing, type Markup } from './markup.ts';
import type { ReportData } from './report-data.ts';
import { verdictOf, type Tally } from './verdict.ts';

/**
 * JUnit XML as Jenkins, GitLab and GitHub actions read it: a suite `verify` with a case a check, a suite `drills`
 * with a case a drill, its figures as properties and as text.
 */
export function junitXml(data: ReportData): string {
  const { checks, drills } = verdictOf(data);
  const timestamp = new Date(data.startedAt).toISOString().slice(0, 19);
  const spent = data.drills.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${`hadeploy verify ${data.cluster}`}" ${counts(add(checks, drills))} time="${seconds(data.durationMs)}">
<testsuite name="verify" ${counts(checks)} time="${seconds(Math.max(0, data.durationMs - spent))}" timestamp="${timestamp}">
${data.checks.map((check) => checkCase(check, data.cluster))}</testsuite>
<testsuite name="drills" ${counts(drills)} time="${seconds(spent)}" timestamp="${timestamp}">
${data.drills.map((drill) => drillCase(drill, data.cluster))}</testsuite>
</testsuites>
`.text;
}

function counts({ passed, failed, skipped }: Tally): Markup {
  return markup`tests="${passed + failed + skipped}" failures="${failed}" errors="0" skipped="${skipped}"`;
}

function add(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

function checkCase(check: CheckResult, cluster: string): Markup {
  const name = check.host === undefined ? check.title : `${check.title} (${check.host})`;
  const warned = check.warning === true;
  const advice = check.advice === undefined ? '' : `\n→ ${check.advice}`;
  const outcome = check.ok
    ? markup`<system-out>${warned ? `warning: ${check.detail}${advice}` : check.detail}</system-out>`
    : markup`<failure type="${check.id}" message="${check.detail}">${check.detail}${advice}</failure>`;
  return markup`<testcase classname="${`${cluster}.verify.${check.id}`}" name="${name}" time="0.000">${outcome}</testcase>
`;
}

function drillCase(drill: DrillReport, cluster: string): Markup {
  const { title, host, outcome } = drill;
  const problems = wrongWith(drill);
  const first = problems[0] ?? '';
  const ended = {
    passed: nothing,
    failed: markup`<failure type="${drill.drill}" message="${first}">${problems.join('\n')}</failure>
`,
    skipped: markup`<skipped message="${first}"/>
`,
  };
  const properties = drill.fault === null ? [] : drill.vips.flatMap(propertiesOf);
  return markup`<testcase classname="${`${cluster}.drills.${drill.drill}`}" name="${`${title} on ${host}`}" time="${seconds(drill.durationMs)}">
${properties.length === 0 ? nothing : markup`<properties>${properties}</properties>\n`}${ended[outcome]}${outcome === 'skipped' ? nothing : markup`<system-out>${textOf(drill).join('\n')}</system-out>\n`}</testcase>
`;
}

function propertiesOf(vip: VipMeasurement): Markup[] {
  const { bound } = vip;
  const values: [name: string, value: string | number][] = [
    ['outageMs', Math.round(vip.outageMs)],
    ['errorMs', Math.round(vip.errorMs)],
    ['boundMs', Number.isFinite(bound.outageMs) ? Math.round(bound.outageMs) : 'never'],
    ['failedProbes', vip.failedProbes],
    ['probes', vip.probes.length],
    ['noHolderMs', Math.round(vip.noHolderMs)],
    ['splitBrainMs', Math.round(vip.splitBrainMs)],
    ...(vip.failbackMs === undefined
      ? []
      : [['failbackMs', Math.round(vip.failbackMs)] satisfies [string, number]]),
  ];
  return values.map(
    ([name, value]) => markup`<property name="${`${vip.name}.${name}`}" value="${value}"/>`,
  );
}

/** The figures, the bound's derivation, and what happened when. */
function textOf(drill: DrillReport): string[] {
  const origin = drill.fault?.at ?? 0;
  return [
    ...drill.vips.flatMap((vip) => [
      `${vip.name} ${vip.address}:${vip.port}: ${measured(vip, drill.fault !== null)}bound ${figure(vip.bound.outageMs)}`,
      ...vip.bound.terms.map(({ what, ms }) => `  ${figure(ms)}  ${what}`),
    ]),
    ...drill.marks.map((mark) => `${sinceFault(mark.at - origin)}  ${markWords(mark)}`),
  ];
}

function measured(vip: VipMeasurement, tried: boolean): string {
  if (!tried) return 'not tried, ';
  const lost = `${vip.failedProbes} of ${vip.probes.length} probes failed, one every ${vip.probeEveryMs} ms`;
  return `outage ${figure(vip.outageMs)} ± ${figure(vip.errorMs)}, ${lost}, `;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
