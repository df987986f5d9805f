import type { Ending, Row } from './live-row.ts';
import type { Paint } from './paint.ts';
import { elapsed, roughly } from './time.ts';

/** Rows by key, each with the time it has taken so far. */
export interface TimedRows {
  /** `leftMs`: how long the rest is expected to take, counted down beside the time. */
  start(key: string, text: string, parent: { add(title: string): Row }, leftMs?: number): void;
  stop(key: string, how: Ending, more?: { durationMs?: number | undefined; note?: string }): void;
  /** Ends all that is open, from the leaves. */
  stopAll(how: Ending): void;
  /** The newest open row whose key begins so. */
  newest(prefix: string): Row | undefined;
  openKeys(prefix: string): string[];
  /** How long a row has been open; 0 where there is none. */
  age(key: string): number;
  /** Brings the times of open rows up to date. */
  tick(): void;
  clear(): void;
}

export function createTimedRows(clock: () => number, paint: Paint): TimedRows {
  const rows = new Map<
    string,
    { row: Row; text: string; startedAt: number; leftMs: number | undefined }
  >();
  const withTime = (text: string, ms: number): string => `${text}  ${paint.dim(elapsed(ms))}`;
  const left = (ms?: number): string =>
    ms === undefined || ms < 1000 ? '' : paint.dim(`  about ${roughly(ms / 1000)} left`);
  const age = (key: string): number => clock() - (rows.get(key)?.startedAt ?? clock());
  const openKeys = (prefix: string): string[] =>
    [...rows].filter(([key, { row }]) => row.open && key.startsWith(prefix)).map(([key]) => key);
  const stop: TimedRows['stop'] = (key, how, { durationMs, note = '' } = {}) => {
    const timed = rows.get(key);
    if (timed === undefined || !timed.row.open) return;
    const remark = note === '' ? '' : paint.dim(`  ${note}`);
    timed.row.title(withTime(timed.text, durationMs ?? age(key)) + remark);
    timed.row.end(how);
  };
  return {
    start(key, text, parent, leftMs) {
      if (rows.get(key)?.row.open === true) return;
      rows.delete(key);
      const row = parent.add(text + left(leftMs));
      rows.set(key, { row, text, startedAt: clock(), leftMs });
    },
    stop,
    stopAll: (how) => {
      for (const key of openKeys('').reverse()) stop(key, how);
    },
    newest: (prefix) => rows.get(openKeys(prefix).at(-1) ?? '')?.row,
    openKeys,
    age,
    tick() {
      for (const [key, { row, text, leftMs }] of rows) {
        if (!row.open || age(key) < 1000) continue;
        row.title(
          withTime(text, age(key)) + left(leftMs === undefined ? leftMs : leftMs - age(key)),
        );
      }
    },
    clear: () => rows.clear(),
  };
}
