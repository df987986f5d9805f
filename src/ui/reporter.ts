import type { Emit } from '../core/event.ts';
import type { Place } from '../core/failure.ts';
import type { Mask } from '../core/mask.ts';

/** What a reporter writes to: process.stdout, or a buffer in tests. */
export interface Output {
  write(text: string): unknown;
}

export interface ReporterOptions {
  stdout: Output;
  stderr: Output;
  /** Width of the terminal, asked for each line: windows are resized. */
  columns: () => number;
  color: boolean;
  /** 0 normally, 1 and up with each -v. */
  verbosity: number;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** core/mask.ts over every secret known so far; may learn more while the run goes on. */
  mask: Mask;
  /** The line of the user's file at a place, null when it cannot be read. */
  readLine?: (place: Place) => string | null;
}

/**
 * Turns events into text. `report` returns at once and keeps the order; `settled` resolves when all of it
 * has been written (before a question is asked), `close` also ends what is still drawn (before exit).
 */
export interface Reporter {
  report: Emit;
  settled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * One event after the other through a handler that may have to wait (for a module, for a drawing to end).
 * The first event after a pause is handled at once, so that nothing is late when the process ends.
 */
export function inOrder<T>(handle: (item: T) => Promise<void> | undefined): {
  push: (item: T) => void;
  settled: () => Promise<void>;
} {
  const waiting: T[] = [];
  let running: Promise<void> | null = null;
  let broken: { error: unknown } | null = null;
  const attempt = async (work: () => Promise<void> | undefined): Promise<void> => {
    try {
      await work();
    } catch (error) {
      broken ??= { error };
    }
  };
  const drain = async (first: Promise<void>): Promise<void> => {
    await attempt(() => first);
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      const next = item;
      await attempt(() => handle(next));
    }
    running = null;
  };
  return {
    push: (item) => {
      if (running !== null) {
        waiting.push(item);
        return;
      }
      const pending = handle(item);
      if (pending !== undefined) running = drain(pending);
    },
    settled: async () => {
      while (running !== null) await running;
      if (broken !== null) throw broken.error;
    },
  };
}
