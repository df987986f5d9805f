import { figure } from '../core/drill-figures.ts';
import { outageSpan, twoHolderSpans, type Span } from '../core/drill-spans.ts';
import type { VipMeasurement } from '../core/drill.ts';
import { shorten } from '../core/text.ts';
import { markup, nothing, type Markup } from './markup.ts';
import { at, label, left, plotWidth, widthOfText, type Drawing } from './svg-plot.ts';
import { probeLane } from './svg-probes.ts';

const headHeight = 20;
const laneHeight = 19;
const barHeight = 13;
const probeHeight = 24;
const spanHeight = 18;

/** A length of time below the lanes: outage, bound, two holders. */
interface Measure {
  name: string;
  span: Span;
  text: string;
  style: string;
  /** It goes on beyond the picture. */
  open: boolean;
}

export function vipHeight(vip: VipMeasurement, drawing: Drawing): number {
  const measures = measuresOf(vip, drawing).length;
  return headHeight + drawing.hosts.length * laneHeight + probeHeight + measures * spanHeight;
}

/** The lanes of one VIP, from who held it down to the bound. What is written upon them: `vipWords`. */
export function vipLanes(vip: VipMeasurement, drawing: Drawing, top: number): Markup {
  const { hosts, id } = drawing;
  const { lanes, probes, spans, end } = rowsOf(vip, drawing, top);
  const both = twoHolderSpans(vip, drawing.report.durationMs);
  const bothBand = { y: lanes - 1, height: hosts.length * laneHeight - 4 };
  return markup`<g>${boundShade(vip, drawing, { y: lanes - 3, height: end - lanes + 3 })}
${hosts.map((host, i) => hostLane(vip, host, drawing, lanes + i * laneHeight))}${both.map((span) => bothBox(span, drawing, bothBand))}
<text class="lane" x="8" y="${probes + 17}">probes</text>
${probeLane(vip, { x: drawing.x, y: probes + 3, height: probeHeight - 7, pattern: `${id}-failed` })}
${measuresOf(vip, drawing).map((measure, i) => measureLine(measure, drawing, spans + i * spanHeight))}</g>
`;
}

/** Its name and its lengths, over lanes, breaks and marks. */
export function vipWords(vip: VipMeasurement, drawing: Drawing, top: number): Markup {
  const { spans } = rowsOf(vip, drawing, top);
  const words = measuresOf(vip, drawing).map((measure, i) =>
    measureWord(measure, drawing, spans + (i + 0.5) * spanHeight + 4),
  );
  return markup`<text class="vip over-lines" x="0" y="${top + 13}">${shorten(vip.name, 40)} <tspan class="address">${shorten(`${vip.address}:${vip.port}`, 48)}</tspan></text>${words}
`;
}

/** Where each row begins, and where the last one ends. */
function rowsOf(vip: VipMeasurement, drawing: Drawing, top: number) {
  const lanes = top + headHeight;
  const probes = lanes + drawing.hosts.length * laneHeight;
  const spans = probes + probeHeight;
  return { lanes, probes, spans, end: top + vipHeight(vip, drawing) };
}

interface Band {
  y: number;
  height: number;
}

function hostLane(vip: VipMeasurement, host: string, { x, report }: Drawing, y: number): Markup {
  const end = x(report.durationMs);
  const spans = vip.holders
    .filter((span) => span.host === host)
    .map(({ from, to }) => {
      const start = x(from);
      // Never too narrow to be seen.
      const length = Math.max(1.5, x(to ?? report.durationMs) - start);
      return markup`<rect class="held" x="${at(start)}" y="${y}" width="${at(length)}" height="${barHeight}" rx="1.5"/>`;
    });
  return markup`<text class="lane" x="8" y="${y + 10.5}">${label(host)}<title>${host}</title></text><path class="track" d="M${left} ${y + barHeight / 2}H${at(end)}"/>${spans}
`;
}

function bothBox({ from, to }: Span, { x, id }: Drawing, { y, height }: Band): Markup {
  const length = Math.max(2, x(to) - x(from));
  return markup`<rect class="both" fill="url(#${id}-both)" x="${at(x(from))}" y="${y}" width="${at(length)}" height="${height}"/>`;
}

/** The time in which the outage must be over, behind everything. */
function boundShade(
  vip: VipMeasurement,
  { x, report, origin }: Drawing,
  { y, height }: Band,
): Markup {
  if (report.fault === null || vip.bound.outageMs <= 0) return nothing;
  const end = Math.min(report.durationMs, origin + vip.bound.outageMs);
  return markup`<rect class="bound" x="${at(x(origin))}" y="${y}" width="${at(x(end) - x(origin))}" height="${height}"/>`;
}

function measuresOf(vip: VipMeasurement, { report, origin }: Drawing): Measure[] {
  const { bound } = vip;
  const end = report.durationMs;
  const outage = outageSpan(vip);
  const both = twoHolderSpans(vip, end);
  const measures: Measure[] = [];
  if (outage !== null) {
    const text = `${figure(vip.outageMs)} ± ${figure(vip.errorMs)}`;
    measures.push({ name: 'outage', span: outage, text, style: 'outage', open: false });
  }
  if (report.fault !== null && bound.outageMs > 0) {
    const open = origin + bound.outageMs > end;
    const span = { from: origin, to: Math.min(end, origin + bound.outageMs) };
    const text = Number.isFinite(bound.outageMs) ? figure(bound.outageMs) : 'none: it never moves';
    measures.push({ name: 'bound', span, text, style: 'bound-span', open });
  }
  if (both.length > 0) {
    const span = {
      from: Math.min(...both.map(({ from }) => from)),
      to: Math.max(...both.map(({ to }) => to)),
    };
    const text = figure(vip.splitBrainMs);
    measures.push({ name: 'two holders', span, text, style: 'both-span', open: false });
  }
  return measures;
}

/** A line with ends like a dimension in a drawing. */
function measureLine({ name, span, style, open }: Measure, { x }: Drawing, y: number): Markup {
  const from = x(span.from);
  const to = Math.max(from + 2, x(span.to));
  const middle = y + spanHeight / 2;
  const end = open ? 'm-5 -3.5l5 3.5l-5 3.5' : `M${at(to)} ${middle - 4}v8`;
  return markup`<text class="lane" x="8" y="${middle + 4}">${name}</text><path class="span ${style}" d="M${at(from)} ${middle - 4}v8M${at(from)} ${middle}H${at(to)}${end}"/>
`;
}

/** How long it is, to the right of it, or to the left, or upon it, wherever there is room. */
function measureWord({ span, text }: Measure, { x }: Drawing, y: number): Markup {
  const from = x(span.from) - 7;
  const to = x(span.to) + 7;
  const room = widthOfText(text);
  const place =
    to + room <= left + plotWidth
      ? markup`x="${at(to)}"`
      : markup`x="${at(from - room >= left ? from : to - 19)}" text-anchor="end"`;
  return markup`<text class="measure over-lines" ${place} y="${y}">${text}</text>`;
}
