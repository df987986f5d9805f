import type { Mask } from '../core/mask.ts';
import type { Paint } from './paint.ts';
import { padEnd, widthOf } from './width.ts';

export interface TableOptions {
  paint: Paint;
  columns: number;
}

/** Of a table whose cells come from hosts. */
export interface DataTableOptions extends TableOptions {
  mask?: Mask;
}

/**
 * Aligned columns, the first row as heading. Where the terminal is too narrow for them, one block a row:
 * a table that wraps is worse than none.
 */
export function renderTable(headings: string[], rows: string[][], options: TableOptions): string[] {
  const widths = headings.map((heading, column) =>
    Math.max(widthOf(heading), ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const total = widths.reduce((sum, width) => sum + width + 2, -2);
  if (total > options.columns) return blocks(headings, rows, options.paint);
  const line = (cells: string[]): string =>
    cells
      .map((cell, column) => padEnd(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [options.paint.dim(line(headings)), ...rows.map(line)];
}

function blocks(headings: string[], rows: string[][], paint: Paint): string[] {
  const width = Math.max(...headings.map(widthOf));
  return rows.flatMap((row, i) => [
    ...(i === 0 ? [] : ['']),
    ...row.flatMap((cell, column) =>
      cell === ''
        ? []
        : [`${paint.dim(padEnd(headings[column] ?? '', width))}  ${cell}`.trimStart()],
    ),
  ]);
}
