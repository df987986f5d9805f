import type { DefaultRenderer, ListrTaskWrapper, SimpleRenderer } from 'listr2';
import type { Paint } from './paint.ts';
import type { Output } from './reporter.ts';
import { createRow, type Row } from './live-row.ts';

/** listr2's view of a task of ours. */
export type Wrapper = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

export interface LiveTree {
  add(title: string): Row;
  /** Ends what is still open, draws it a last time and gives the terminal back. */
  close(): Promise<void>;
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** listr2 as a canvas: it draws, and its tasks (live-row.ts) wait for events that happen elsewhere. */
export async function openTree(
  streams: { stdout: Output; stderr: Output },
  paint: Paint,
): Promise<LiveTree> {
  const { DefaultRenderer, Listr, ListrDefaultRendererLogLevels, ListrLogger, ProcessOutput } =
    await import('listr2');
  // Whether there is a terminal was decided before (choose-reporter.ts); listr2 would look at process.stdout.
  class Canvas extends DefaultRenderer {
    static override nonTTY = true;
  }
  const level = ListrDefaultRendererLogLevels;
  const colorless = Object.values(level).map((name) => [name, (text = '') => text] as const);
  const root = createRow('');
  const canvas = new Listr(root.children(), {
    concurrent: true,
    collectErrors: false,
    // Interrupts are the command's business: listr2 would end the process with 127.
    registerSignalListeners: false,
    renderer: Canvas,
    rendererOptions: {
      collapseErrors: false,
      showErrorMessage: false,
      formatOutput: 'truncate',
      icon: {
        [level.PENDING]: () =>
          paint.cyan(frames[Math.floor(Date.now() / 100) % frames.length] ?? ''),
        [level.COMPLETED]: paint.green('✔'),
        [level.COMPLETED_WITH_FAILED_SUBTASKS]: paint.yellow('✔'),
        [level.COMPLETED_WITH_FAILED_SISTER_TASKS]: paint.dim('·'),
        [level.FAILED]: paint.red('✖'),
        [level.FAILED_WITH_FAILED_SUBTASKS]: paint.red('✖'),
        [level.WAITING]: paint.dim('·'),
        [level.SKIPPED_WITH_COLLAPSE]: '',
        [level.OUTPUT]: paint.dim('│'),
      },
      color: Object.fromEntries(colorless),
      logger: new ListrLogger({
        useIcons: true,
        toStderr: [],
        processOutput: new ProcessOutput(
          streams.stdout as NodeJS.WriteStream,
          streams.stderr as NodeJS.WriteStream,
          { leaveEmptyLine: false },
        ),
      }),
    },
  });
  const drawn = canvas.run();
  return {
    add: (title) => root.add(title),
    close: async () => {
      root.end('done');
      await drawn;
    },
  };
}
