import type { DefaultRenderer, ListrTaskWrapper, SimpleRenderer } from 'listr2';
import type { Paint } from './paint.ts';
import type { Output } from './reporter.ts';
import type { Task } from './live-row.ts';

/** listr2's view of a task of ours. */
export type Wrapper = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * listr2 as a canvas: it draws, and its tasks (live-row.ts) wait for events that happen elsewhere.
 * Resolves when it has begun; `finished` when the rows have ended and the terminal is given back.
 */
export async function drawRows(
  tasks: Task[],
  streams: { stdout: Output; stderr: Output },
  paint: Paint,
): Promise<{ finished: Promise<unknown> }> {
  const { DefaultRenderer, Listr, ListrDefaultRendererLogLevels, ListrLogger, ProcessOutput } =
    await import('listr2');
  // Whether there is a terminal was decided before (choose-reporter.ts); listr2 would look at process.stdout.
  class Canvas extends DefaultRenderer {
    static override nonTTY = true;
  }
  // listr2 would hold back all other writes until it ends, and with them the cursor that restore-cursor
  // gives back when a signal ends the process.
  class Terminal extends ProcessOutput {
    override hijack(): void {}
    override release(): void {}
    /** The stream itself, not a copy: its width changes with the window. */
    override get stdout(): NodeJS.WriteStream {
      return streams.stdout as NodeJS.WriteStream;
    }
  }
  const level = ListrDefaultRendererLogLevels;
  const colorless = Object.values(level).map((name) => [name, (text = '') => text] as const);
  const canvas = new Listr(tasks, {
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
        processOutput: new Terminal(
          streams.stdout as NodeJS.WriteStream,
          streams.stderr as NodeJS.WriteStream,
        ),
      }),
    },
  });
  return { finished: canvas.run() };
}
