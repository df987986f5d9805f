import type { VipMeasurement } from '../core/drill.ts';
import type { DrillScale } from '../core/drill-scale.ts';
import { twoHolderSpans } from '../core/drill-spans.ts';
import type { Paint } from './paint.ts';

/** One column each. */
export interface Glyphs {
  held: string;
  free: string;
  answered: string;
  /** A column in which some probes were answered and some not. */
  mixed: string;
  failed: string;
  open: string;
  line: string;
  close: string;
  /** In place of `close`: it ends where the picture does not show it, or never. */
  beyond: string;
  cut: string;
}

export const unicodeGlyphs: Glyphs = {
  held: '█',
  free: '·',
  answered: '▂',
  mixed: '▅',
  failed: '█',
  open: '├',
  line: '─',
  close: '┤',
  beyond: '▶',
  cut: '┊',
};

export const asciiGlyphs: Glyphs = {
  held: '#',
  free: '.',
  answered: '_',
  mixed: '%',
  failed: 'X',
  open: '|',
  line: '-',
  close: '|',
  beyond: '>',
  cut: ':',
};

export interface Room {
  scale: DrillScale;
  /** Columns. */
  width: number;
  /** Where a span ends that is still open. */
  endMs: number;
  paint: Paint;
  glyphs: Glyphs;
}

type Style = 'none' | 'cyan' | 'red' | 'dim' | 'green' | 'yellow';
interface Cell {
  glyph: string;
  style: Style;
}

/** A lane a host: where it held the VIP; red where another held it at the same time. */
export function holderLanes(
  vip: VipMeasurement,
  hosts: string[],
  room: Room,
): { host: string; lane: string }[] {
  const both = columnsOf(twoHolderSpans(vip, room.endMs), room);
  return hosts.map((host) => {
    const held = columnsOf(
      vip.holders.filter((span) => span.host === host),
      room,
    );
    const cells = Array.from({ length: room.width }, (_, column): Cell => {
      if (!held.has(column)) return { glyph: room.glyphs.free, style: 'dim' };
      return { glyph: room.glyphs.held, style: both.has(column) ? 'red' : 'cyan' };
    });
    return { host, lane: render(cells, room) };
  });
}

/** A span ends before the column of its end, but has one column at least: nobody may overlook it. */
function columnsOf(spans: { from: number; to: number | null }[], room: Room): Set<number> {
  const columns = new Set<number>();
  for (const { from, to } of spans) {
    const first = columnOf(room.scale.at(from), room.width);
    const end = Math.ceil(room.scale.at(to ?? room.endMs) - 0.5);
    for (let column = first; column < Math.max(first + 1, end); column++) columns.add(column);
  }
  return columns;
}

export function probeLane(probes: VipMeasurement['probes'], room: Room): string {
  const { scale, width, glyphs } = room;
  const counts = Array.from({ length: width }, () => ({ answered: 0, failed: 0 }));
  for (const { at, error } of probes) {
    const count = counts[columnOf(scale.at(at), width)];
    if (count !== undefined) count[error === null ? 'answered' : 'failed'] += 1;
  }
  const cells = counts.map(({ answered, failed }): Cell => {
    if (answered + failed === 0) return { glyph: ' ', style: 'none' };
    if (failed === 0) return { glyph: glyphs.answered, style: 'green' };
    return answered === 0
      ? { glyph: glyphs.failed, style: 'red' }
      : { glyph: glyphs.mixed, style: 'yellow' };
  });
  return render(cells, room);
}

function columnOf(x: number, width: number): number {
  return Math.min(width - 1, Math.max(0, Math.floor(x)));
}

/** With the breaks of the scale, and each run of one style painted once. */
function render(cells: Cell[], { scale, width, paint, glyphs }: Room): string {
  for (const { start, cut } of scale.stretches) {
    if (cut) cells[columnOf(start, width)] = { glyph: glyphs.cut, style: 'dim' };
  }
  let text = '';
  for (let i = 0; i < cells.length;) {
    const style = cells[i]?.style ?? 'none';
    let run = '';
    while (cells[i]?.style === style) run += cells[i++]?.glyph ?? '';
    text += style === 'none' ? run : paint[style](run);
  }
  return text;
}
