import { createHash } from 'node:crypto';
import { figure } from '../core/drill-figures.ts';
import { drillSection } from './drill-section.ts';
import { legend } from './legend.ts';
import { markup, Markup, nothing } from './markup.ts';
import { dateAndTimeUtc, icon, lasting } from './page-parts.ts';
import { pageStyle } from './page-style.ts';
import { checkTable, modelTable, summaryTable } from './page-tables.ts';
import type { PageData } from './report-data.ts';
import { tallyWords, verdictOf, type Verdict } from './verdict.ts';

const headlines: Record<Verdict['outcome'], string> = {
  passed: 'Passed',
  failed: 'Failed',
  unproven: 'Nothing was proven',
};

/** One page that stands alone: it loads nothing and runs no script, and its policy would not let it. */
export function htmlReport(data: PageData): string {
  const verdict = verdictOf(data);
  const idOf = (index: number): string => `drill-${index + 1}`;
  const { drills, checks, model = [] } = data;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="${`hadeploy ${data.hadeployVersion}`}">
<title>${`${data.cluster}: ${data.title}, ${headlines[verdict.outcome].toLowerCase()}, ${dateAndTimeUtc(data.startedAt)}`}</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body><main>
${header(data, verdict)}
${drills.length === 0 ? nothing : markup`<h2>Drills</h2>${summaryTable(drills, idOf)}`}
${checks.length === 0 ? nothing : markup`<h2>Checks</h2>${checkTable(checks)}`}
${drills.length === 0 ? nothing : markup`<h2>Each drill</h2>${drills.map((drill, i) => drillSection(drill, idOf(i)))}`}
${drills.length === 0 ? nothing : markup`<section class="start"><h2>How to read this</h2>${legend()}</section>`}
${model.length === 0 ? nothing : modelTable(data.hosts, model)}
<footer>${`Made by hadeploy ${data.hadeployVersion}. This page stands alone: it loads nothing and runs no script.`}</footer>
</main></body>
</html>
`.text;
}

function header(data: PageData, verdict: Verdict): Markup {
  const facts: [string, string][] = [
    ['Cluster', data.cluster],
    ['Hosts', data.hosts.join(', ')],
    ['Begun', dateAndTimeUtc(data.startedAt)],
    ['Took', lasting(data.durationMs)],
    ['Run by', data.owner],
    ['With', `hadeploy ${data.hadeployVersion}`],
  ];
  return markup`<header><p class="kicker">${data.cluster}</p><h1>${data.title}</h1>
<div class="verdict ${verdict.outcome}">${icon(verdict.outcome)}<div><strong>${headlines[verdict.outcome]}</strong><p>${sentence(verdict)}</p></div></div>
<dl class="facts">${facts.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl></header>`;
}

function sentence({ checks, drills, warnings, worst }: Verdict): string {
  const noted = warnings === 0 ? '' : `${warnings} with a warning`;
  const seen = [tallyWords(checks, 'checks'), noted].filter(Boolean).join(', ');
  const tallies = [tallyWords(drills, 'drills'), seen].filter(Boolean);
  const longest =
    worst === null
      ? ''
      : ` The longest outage was ${figure(worst.vip.outageMs)} ± ${figure(worst.vip.errorMs)}: ${worst.vip.name}, ${worst.drill.title} on ${worst.drill.host}; ${boundWords(worst.vip.bound.outageMs)}.`;
  return `${tallies.join('; ') || 'Neither a check nor a drill was run'}.${longest}`;
}

function boundWords(ms: number): string {
  return Number.isFinite(ms) ? `its bound is ${figure(ms)}` : 'it has no bound, it never moves';
}

/** Only our own style may apply, by its digest: not even text that slipped through could load or run anything. */
function policy(): string {
  const digest = createHash('sha256').update(pageStyle).digest('base64');
  return `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
}
