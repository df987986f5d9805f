import type { Mask } from '../core/mask.ts';
import { createPaint } from './paint.ts';
import type { DataTableOptions } from './table.ts';

/** Prints the lines of a table on stdout; with --json the result event carries the same as data, so nothing here. */
export async function printTable(
  run: {
    options: { json: boolean };
    color: boolean;
    mask?: Mask;
    io: { stdout: { columns?: number; write(text: string): unknown } };
    settled(): Promise<void>;
  },
  lines: (options: DataTableOptions) => string[],
): Promise<void> {
  if (run.options.json) return;
  await run.settled();
  const options = {
    columns: run.io.stdout.columns ?? 100,
    paint: createPaint(run.color),
    mask: run.mask ?? String,
  };
  run.io.stdout.write(`${lines(options).join('\n')}\n`);
}
