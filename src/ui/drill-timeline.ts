import type { DrillMark, DrillReport, VipMeasurement } from '../core/drill.ts';
import { figure, sinceFault } from '../core/drill-figures.ts';
import { drillScale, type DrillScale } from '../core/drill-scale.ts';
import { drillTicks } from '../core/drill-ticks.ts';
import { markWords, wrongWith } from '../core/drill-words.ts';
import { oneLine } from '../core/text.ts';
import { asciiGlyphs, holderLanes, probeLane, unicodeGlyphs, type Glyphs } from './drill-lanes.ts';
import type { Paint } from './paint.ts';
import { fit, padEnd, widthOf, wrap } from './width.ts';

export interface TimelineOptions {
  paint: Paint;
  columns: number;
  /** Without: characters that every terminal and every mail shows. */
  unicode: boolean;
}

/** What a timeline is drawn with. */
interface Plot {
  paint: Paint;
  glyphs: Glyphs;
  scale: DrillScale;
  /** Columns of the lanes, and of their names. */
  width: number;
  labels: number;
  /** Instant that times are told from: the fault. */
  origin: number;
}

const widest = 110;
/** With fewer columns a picture says less than the figures. */
const narrowest = 24;

/**
 * A drill as lanes over time: who held each VIP, which probes were answered, how long the outage may have been,
 * and what happened when. Nothing for one that was skipped.
 */
export function drillTimeline(report: DrillReport, options: TimelineOptions): string[] {
  if (report.outcome === 'skipped') return [];
  const { paint } = options;
  const plot = plotOf(report, options);
  // Without a fault nothing was measured that would say anything.
  const vips = (report.fault === null ? [] : report.vips).flatMap((vip) => [
    ...figures(vip, paint),
    ...(plot === null ? [] : vipLanes(report, vip, plot)),
  ]);
  const lines = [
    ...vips,
    ...(plot === null || vips.length === 0 ? [] : axisAndMarks(report, plot)),
    ...wrongWith(report).map((problem) => `${paint.red('✖')} ${oneLine(problem)}`),
  ];
  return lines.map((line) => `  ${line}`.trimEnd());
}

function plotOf(report: DrillReport, options: TimelineOptions): Plot | null {
  const labels = Math.min(
    24,
    Math.max(...['probes', ...hostsOf(report)].map((label) => widthOf(label))),
  );
  const width = Math.min(widest, options.columns) - labels - 6;
  if (width < narrowest) return null;
  return {
    paint: options.paint,
    glyphs: options.unicode ? unicodeGlyphs : asciiGlyphs,
    scale: drillScale(report, width, 1),
    width,
    labels,
    origin: report.fault?.at ?? 0,
  };
}

/** "INTERNAL_VIP 192.0.2.100:80  outage 1940 ms ± 25 ms, bound 5650 ms". */
function figures(vip: VipMeasurement, paint: Paint): string[] {
  const within = vip.outageMs <= vip.bound.outageMs + vip.errorMs;
  const outage = `${figure(vip.outageMs)} ± ${figure(vip.errorMs)}`;
  const split = vip.splitBrainMs > 0 ? `, two holders ${figure(vip.splitBrainMs)}` : '';
  const failback = vip.failbackMs === undefined ? '' : `, back after ${figure(vip.failbackMs)}`;
  const name = oneLine(`${vip.name} ${vip.address}:${vip.port}`);
  return [
    `${paint.bold(name)}  outage ${within ? outage : paint.red(outage)}, ${boundWords(vip.bound.outageMs)}${split}${failback}`,
  ];
}

function boundWords(ms: number): string {
  return Number.isFinite(ms) ? `bound ${figure(ms)}` : 'no bound: it never moves';
}

function vipLanes(report: DrillReport, vip: VipMeasurement, plot: Plot): string[] {
  const { scale, width, paint, glyphs } = plot;
  const room = { scale, width, paint, glyphs, endMs: report.durationMs };
  const holders = holderLanes(vip, hostsOf(report), room);
  return [
    ...holders.map(({ host, lane }) => labelled(host, lane, plot)),
    labelled('probes', probeLane(vip.probes, room), plot),
    ...(vip.bound.outageMs <= 0 ? [] : [labelled('bound', boundLane(vip, plot), plot)]),
  ];
}

function boundLane({ bound }: VipMeasurement, { scale, origin, width, glyphs }: Plot): string {
  const start = Math.min(width - 1, Math.floor(scale.at(origin)));
  const finite = Number.isFinite(bound.outageMs);
  const end = finite ? Math.floor(scale.at(origin + bound.outageMs)) : width - 1;
  const length = Math.max(0, Math.min(width - 1, end) - start - 1);
  const tip = finite && origin + bound.outageMs <= lastOf(scale) ? glyphs.close : glyphs.beyond;
  return `${' '.repeat(start)}${glyphs.open}${glyphs.line.repeat(length)}${end > start ? tip : ''}`;
}

function lastOf({ stretches }: DrillScale): number {
  return stretches.at(-1)?.to ?? 0;
}

const letters: Partial<Record<DrillMark['kind'], string>> = {
  fault: 'F',
  detect: 'D',
  takeover: 'T',
  undo: 'U',
  failback: 'B',
};

/** A letter for each mark, the axis in seconds after the fault, and what the letters mean with exact times. */
function axisAndMarks(report: DrillReport, plot: Plot): string[] {
  const { scale, width, paint, origin } = plot;
  const marks = Array<string>(width).fill(' ');
  const axis = Array<string>(width + 8).fill(' ');
  const told: string[] = [];
  for (const mark of report.marks) {
    const letter = letters[mark.kind];
    if (letter === undefined) continue;
    const column = Math.min(width - 1, Math.floor(scale.at(mark.at)));
    if (marks[column] === ' ') marks[column] = letter;
    told.push(`${letter} ${sinceFault(mark.at - origin)} ${oneLine(markWords(mark))}`);
  }
  for (const { x, label } of drillTicks(scale, origin, 9)) {
    [...label].forEach((char, i) => (axis[Math.floor(x) + i] = char));
  }
  const columns = plot.labels + 2 + width;
  return [
    ...(told.length === 0 ? [] : [labelled('', paint.yellow(marks.join('').trimEnd()), plot)]),
    labelled('', paint.dim(axis.join('').trimEnd()), plot),
    ...told.flatMap((text) => wrap(text, columns)).map((line) => paint.dim(line)),
  ];
}

function labelled(label: string, lane: string, { labels, paint }: Plot): string {
  return `  ${paint.dim(padEnd(fit(label, labels), labels))}  ${lane}`;
}

/** Every host that is spoken of, in order of name. */
function hostsOf(report: DrillReport): string[] {
  const holders = report.vips.flatMap((vip) => vip.holders.map(({ host }) => host));
  return [...new Set([report.host, ...holders, ...Object.keys(report.clockErrorMs)])].sort();
}
