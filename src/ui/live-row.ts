import type { DefaultRenderer, ListrTask, SimpleRenderer } from 'listr2';
import type { Wrapper } from './live-tree.ts';

/** A line of the tree. It may be told anything before listr2 has begun to draw it. */
export interface Row {
  readonly open: boolean;
  /** A row below this one. */
  add(title: string): Row;
  title(text: string): void;
  /** A line of live output below the row; the last few are shown while it runs. */
  output(line: string): void;
  /** Ends the row and what is still open below it. */
  end(how: Ending): void;
  /** The row and those below it as they would be drawn last, for one that was never drawn. */
  lines(marks: Record<Ending, string>): string[];
}

export type Ending = 'done' | 'failed' | 'noted';

export type Task = ListrTask<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

export interface DrawnRow extends Row {
  task: Task;
  children(): Task[];
  /** Resolves when listr2 has drawn it for the last time. */
  closed: Promise<void>;
}

const outputLines = 4;

export function createRow(firstTitle: string): DrawnRow {
  const rows: DrawnRow[] = [];
  const changed = createSignal();
  const closed = createSignal();
  const early: string[] = [];
  let wrapper: Wrapper | null = null;
  let title = firstTitle;
  let ending: Ending | null = null;

  /**
   * listr2 takes its tasks before it starts. Rows that come later are made of an untitled task that waits,
   * and then becomes the next row and another one like itself.
   */
  const rest = (index: number): Task => ({
    task: async (_, self) => {
      while (rows[index] === undefined && ending === null) await changed.next();
      const row = rows[index];
      if (row !== undefined)
        return self.newListr([row.task, rest(index + 1)], { concurrent: true });
      if (ending !== 'failed') return undefined;
      await Promise.all(rows.map((child) => child.closed));
      throw new Error(title);
    },
  });
  const children = (): Task[] => [rest(0)];

  return {
    closed: closed.next(),
    children,
    task: {
      title,
      // A failed row must not end its neighbours.
      exitOnError: false,
      rendererOptions: { outputBar: outputLines },
      task: (_, self) => {
        wrapper = self;
        self.title = title;
        for (const line of early) self.output = line;
        self.task.on('CLOSED' as never, () => closed.fire());
        if (ending === 'noted') self.skip(title);
        return ending === 'noted' ? undefined : self.newListr(children(), { concurrent: true });
      },
    },
    get open() {
      return ending === null;
    },
    add(childTitle) {
      const row = createRow(childTitle);
      rows.push(row);
      changed.fire();
      return row;
    },
    title(text) {
      title = text;
      if (wrapper !== null && ending === null) wrapper.title = text;
    },
    output(line) {
      if (wrapper === null) early.push(line);
      else if (ending === null) wrapper.output = line;
    },
    lines(marks) {
      if (title === '') return rows.flatMap((row) => row.lines(marks));
      const below = ending === 'failed' ? rows.flatMap((row) => row.lines(marks)) : [];
      const mark = marks[ending ?? 'done'];
      return [mark === '' ? title : `${mark} ${title}`, ...below.map((line) => `  ${line}`)];
    },
    end(how) {
      if (ending !== null) return;
      for (const row of rows) row.end(how);
      ending = how;
      changed.fire();
    },
  };
}

/** Wakes everyone who waits. */
function createSignal(): { next: () => Promise<void>; fire: () => void } {
  let wake: (() => void)[] = [];
  return {
    next: () => new Promise((resolve) => wake.push(resolve)),
    fire: () => {
      const all = wake;
      wake = [];
      for (const resolve of all) resolve();
    },
  };
}
