import type { Row } from './main.ts';

const seconds = (value: number): string => value.toFixed(3);

export function printTable(title: string, rows: Row[]): void {
  const cells = rows.map((row) => [
    row.name,
    String(row.n),
    `${seconds(row.wall)} (${seconds(row.wallMin)}–${seconds(row.wallMax)})`,
    row.ratio === null ? '–' : row.ratio.toFixed(2),
    seconds(row.cpu),
  ]);
  const head = [title, 'n', 'wall s, median (min–max)', '× ssh true', 'controller CPU s'];
  const widths = head.map((name, column) =>
    Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of [head, ...cells]) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
  console.log();
}
