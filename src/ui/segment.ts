import { createRow, type Row } from './live-row.ts';
import type { Paint } from './paint.ts';
import type { Output } from './reporter.ts';

/** A stretch of a run during which the terminal is drawn upon. */
export interface Segment {
  add(title: string): Row;
  /** When all rows have ended. */
  close(): Promise<void>;
}

export interface SegmentOptions {
  stdout: Output;
  stderr: Output;
  paint: Paint;
}

/** What is over sooner is printed at once, when it is over: no flicker, and listr2 is not even loaded. */
const drawAfterMs = 300;

export function openSegment({ stdout, stderr, paint }: SegmentOptions): Segment {
  const root = createRow('');
  let drawing: Promise<{ finished: Promise<unknown> }> | null = null;
  const draw = async (): Promise<{ finished: Promise<unknown> }> => {
    const { drawRows } = await import('./live-tree.ts');
    return drawRows(root.children(), { stdout, stderr }, paint);
  };
  const timer = setTimeout(() => {
    drawing = draw();
  }, drawAfterMs);
  return {
    add: (title) => root.add(title),
    close: async () => {
      clearTimeout(timer);
      root.end('done');
      if (drawing !== null) {
        await (
          await drawing
        ).finished;
        return;
      }
      const marks = { done: paint.green('✔'), failed: paint.red('✖'), noted: '' };
      for (const line of root.lines(marks)) stdout.write(`${line}\n`);
    },
  };
}
