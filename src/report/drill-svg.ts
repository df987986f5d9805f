import { figure, sinceFault } from '../core/drill-figures.ts';
import { drillScale } from '../core/drill-scale.ts';
import { drillTicks } from '../core/drill-ticks.ts';
import type { DrillReport, VipMeasurement } from '../core/drill.ts';
import { markup, type Markup } from './markup.ts';
import { markLines, rowsOfMarks } from './svg-marks.ts';
import { at, bottom, left, plotWidth, width, type Drawing } from './svg-plot.ts';
import { vipHeight, vipLanes, vipWords } from './svg-vip.ts';

const axisHeight = 26;
const gap = 14;

/** The timeline of one drill: marks above, then for each VIP who held it, its probes, outage and bound; seconds below. */
export function drillSvg(report: DrillReport, id: string): Markup {
  const origin = report.fault?.at ?? 0;
  const scale = drillScale(report, plotWidth, 16);
  const drawing: Drawing = {
    id,
    report,
    origin,
    hosts: hostsOf(report),
    x: (ms) => left + scale.at(ms),
  };
  const marks = rowsOfMarks(drawing);
  const tops: number[] = [];
  let y = marks.height;
  for (const vip of report.vips) {
    tops.push(y);
    y += vipHeight(vip, drawing) + gap;
  }
  const end = y - gap / 2;
  return markup`<svg class="timeline" viewBox="0 0 ${width} ${end + axisHeight}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${`Timeline of ${report.title} on ${report.host}`}</title>
<desc id="${id}-desc">${report.vips.map((vip) => sentence(vip, origin)).join(' ')}</desc>
<defs><pattern id="${id}-failed" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="failed-back" width="4" height="4"/><rect class="failed-line" width="2" height="4"/></pattern>
<pattern id="${id}-both" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="both-line" width="2.5" height="6"/></pattern></defs>
${report.vips.map((vip, i) => vipLanes(vip, drawing, tops[i] ?? 0))}
${axis(drillTicks(scale, origin, 56), drawing, end)}
${scale.stretches.filter(({ cut }) => cut).map((cut) => breakBand(cut, marks.height, end))}
${markLines(marks, drawing, end)}
${report.vips.map((vip, i) => vipWords(vip, drawing, tops[i] ?? 0))}</svg>`;
}

function axis(ticks: { x: number; label: string }[], { x, report }: Drawing, y: number): Markup {
  const lines = ticks.map(
    (tick) =>
      markup`<path class="tick" d="M${at(left + tick.x)} ${y}v5"/><text class="axis" x="${at(left + tick.x)}" y="${y + 17}" text-anchor="middle">${tick.label}</text>`,
  );
  return markup`<path class="axis-line" d="M${left} ${y}H${at(x(report.durationMs))}"/>${lines}<text class="axis" x="0" y="${y + 17}">${report.fault === null ? 'time' : 'time from the fault'}</text>`;
}

/** Where the scale was cut: a band of the page's colour between two dashed lines, with the time that is left out. */
function breakBand(
  cut: { from: number; to: number; start: number; end: number },
  top: number,
  y: number,
): Markup {
  const from = at(left + cut.start);
  const to = at(left + cut.end);
  return markup`<g><title>${`${figure(cut.to - cut.from)} in which nothing changed are left out`}</title><rect class="break" x="${from}" y="${top}" width="${at(cut.end - cut.start)}" height="${y - top + bottom}"/><path class="break-edge" d="M${from} ${top}V${y}M${to} ${top}V${y}"/><text class="axis" x="${at(left + (cut.start + cut.end) / 2)}" y="${y + 17}" text-anchor="middle">⋯</text></g>`;
}

/** What the picture shows, for those who do not see it. */
function sentence(vip: VipMeasurement, origin: number): string {
  const holders = vip.holders.map(({ host, from, to }) => {
    const until = to === null ? 'the end' : sinceFault(to - origin);
    return `${host} from ${sinceFault(from - origin)} to ${until}`;
  });
  const outage =
    vip.outageMs > 0
      ? `did not answer for ${figure(vip.outageMs)} ± ${figure(vip.errorMs)}`
      : 'answered every probe';
  return `${vip.name} was held by ${holders.join(', ') || 'nobody'}; it ${outage}.`;
}

function hostsOf(report: DrillReport): string[] {
  const holders = report.vips.flatMap((vip) => vip.holders.map(({ host }) => host));
  return [...new Set([report.host, ...holders, ...Object.keys(report.clockErrorMs)])].sort();
}
