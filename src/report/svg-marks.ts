import { sinceFault } from '../core/drill-figures.ts';
import type { DrillMark } from '../core/drill.ts';
import { markup, type Markup } from './markup.ts';
import { at, left, plotWidth, widthOfText, type Drawing } from './svg-plot.ts';

interface Placed {
  mark: DrillMark;
  word: string;
  x: number;
  row: number;
  /** On which side of its line the word stands. */
  side: 'start' | 'end';
}

export interface PlacedMarks {
  marks: Placed[];
  rows: number;
  height: number;
}

/** `lost` and `back` are left out: the probes show them. */
const words: Partial<Record<DrillMark['kind'], string>> = {
  fault: 'fault',
  detect: 'detected',
  takeover: 'takeover',
  undo: 'fault undone',
  failback: 'failback',
  healthy: 'healthy',
};

/** Each kind has a shape of its own, so that none needs its colour. Drawn around (0, 0). */
export const shapes: Record<DrillMark['kind'], string> = {
  fault: 'M-5 -4.5H5L0 5Z',
  detect: 'M0 -5.5L5.5 0L0 5.5L-5.5 0Z',
  takeover: 'M-4.5 -4.5H4.5V4.5H-4.5Z',
  lost: 'M-4.5 -4.5L4.5 4.5M4.5 -4.5L-4.5 4.5',
  back: 'M-5 0L-1.5 4L5 -4',
  undo: 'M-5 4.5H5L0 -5Z',
  failback: 'M5 -5V5L-4.5 0Z',
  healthy: 'M-4.5 0A4.5 4.5 0 1 0 4.5 0A4.5 4.5 0 1 0 -4.5 0Z',
};

const rowHeight = 16;

/** Words that would stand on each other go into rows; the first row is the lowest, nearest to the lanes. */
export function rowsOfMarks({ report, x }: Drawing): PlacedMarks {
  const taken: { from: number; to: number }[][] = [];
  const marks: Placed[] = [];
  for (const mark of report.marks) {
    const word = words[mark.kind];
    if (word === undefined) continue;
    const place = x(Math.min(mark.at, report.durationMs));
    const room = widthOfText(word) + 12;
    const side = place + room > left + plotWidth ? 'end' : 'start';
    const from = side === 'start' ? place - 7 : place - room;
    const to = side === 'start' ? place + room : place + 7;
    const free = taken.findIndex((row) => row.every((other) => other.to < from || other.from > to));
    const row = free < 0 ? taken.length : free;
    (taken[row] ??= []).push({ from, to });
    marks.push({ mark, word, x: place, row, side });
  }
  return { marks, rows: taken.length, height: taken.length * rowHeight + 6 };
}

/** A line down to the axis for each mark; at its top the shape of its kind and a word, which no line crosses out. */
export function markLines({ marks, rows }: PlacedMarks, drawing: Drawing, end: number): Markup {
  const heights = marks.map(({ row }) => (rows - 1 - row) * rowHeight + 8);
  const stems = marks.map(
    ({ mark, x }, i) =>
      markup`<path class="stem ${mark.kind}" d="M${at(x)} ${(heights[i] ?? 0) + 5}V${end}"/>`,
  );
  const heads = marks.map(({ mark, word, x, side }, i) => {
    const y = heights[i] ?? 0;
    const title = `${sinceFault(mark.at - drawing.origin)} ${mark.text}`;
    return markup`<g class="${mark.kind}"><title>${title}</title><path class="shape" transform="translate(${at(x)} ${y})" d="${shapes[mark.kind]}"/><text class="over-lines" x="${at(side === 'start' ? x + 8 : x - 8)}" y="${y + 4}" text-anchor="${side}">${word}</text></g>
`;
  });
  return markup`${stems}
${heads}`;
}
