import { sinceFault } from '../core/drill-figures.ts';
import { markWords, wrongWith } from '../core/drill-words.ts';
import type { DrillReport } from '../core/drill.ts';
import { drillSvg } from './drill-svg.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { head, lasting, outcomeWord, scrolling, timeUtc } from './page-parts.ts';
import { boundCard, measuredCard } from './vip-cards.ts';

/** Everything about one drill: what went wrong, the timeline, the figures beside the bound, what happened when. */
export function drillSection(drill: DrillReport, id: string): Markup {
  // Without a fault there is a promise at most, and nothing that was measured against it.
  const tried = drill.fault !== null && drill.vips.length > 0;
  const cards = drill.vips.flatMap((vip) =>
    tried ? [measuredCard(vip, drill), boundCard(vip)] : [boundCard(vip)],
  );
  return markup`<article id="${id}">
<div class="start"><div class="drill-head"><h3>${`${drill.title} on ${drill.host}`}</h3>${outcomeWord(drill.outcome)}</div>
${problems(drill)}${drill.outcome === 'failed' && drill.fault === null ? markup`<p>The fault was not injected: nothing was measured.</p>` : nothing}${tried ? figureOf(drill, id) : nothing}</div>
${cards.length === 0 ? nothing : markup`<div class="cards">${cards}</div>`}
${drill.marks.length === 0 ? nothing : events(drill)}
</article>
`;
}

function problems(drill: DrillReport): Markup {
  const all = wrongWith(drill);
  if (all.length === 0) return nothing;
  const style = drill.outcome === 'skipped' ? 'problems reason' : 'problems';
  return markup`<ul class="${style}">${all.map((problem) => markup`<li>${problem}</li>`)}</ul>`;
}

function figureOf(drill: DrillReport, id: string): Markup {
  const errors = Object.entries(drill.clockErrorMs).map(
    ([host, ms]) => `± ${ms.toFixed(1)} ms (${host})`,
  );
  const clocks = errors.length === 0 ? '' : ` Times told by a node: ${errors.join(', ')}.`;
  return markup`<figure>${scrolling('Timeline', drillSvg(drill, id))}<figcaption>${`Begun ${timeUtc(drill.startedAt)} UTC, took ${lasting(drill.durationMs)}.${clocks}`}</figcaption></figure>`;
}

/** Relative to the fault, and as a journal has it, so that both can be laid beside each other. */
function events({ marks, fault, startedAt }: DrillReport): Markup {
  const origin = fault?.at ?? 0;
  const columns = [
    { title: 'from the fault', number: true, narrow: true },
    { title: 'UTC', narrow: true },
    { title: 'what happened' },
  ];
  const rows = marks.map(
    (mark) =>
      markup`<tr><td class="number">${sinceFault(mark.at - origin)}</td><td class="time">${timeUtc(startedAt + mark.at)}</td><td class="detail">${markWords(mark)}</td></tr>`,
  );
  return markup`<table class="together">${head(columns)}<tbody>${rows}</tbody></table>`;
}
