import type { ResultEvent, RunEvent } from '../core/event.ts';
import { oneLine } from '../core/text.ts';
import { checkLines } from './check-text.ts';
import { cleanEvent } from './clean-event.ts';
import { drillLines } from './drill-text.ts';
import { drillTimeline } from './drill-timeline.ts';
import { failureBlocks } from './failure-block.ts';
import { createPaint } from './paint.ts';
import { createPhaseView } from './phase-view.ts';
import { planLines } from './plan-text.ts';
import { inOrder, type Output, type Reporter, type ReporterOptions } from './reporter.ts';
import { aftermath, resultLines } from './result-text.ts';
import { createMemory } from './run-memory.ts';
import { withDiffs } from './shown-change.ts';

/** Commands of which the checks stay on the screen, also those that hold. */
const answeredByChecks = new Set(['verify', 'doctor']);

/** For people at a terminal: phases are drawn while they run (phase-view.ts), what stays is printed between them. */
export function createTerminalReporter(options: ReporterOptions): Reporter {
  const { stdout, stderr, clock, mask } = options;
  const paint = createPaint(options.color);
  const memory = createMemory(clock());
  const view = createPhaseView({ stdout, stderr, clock, paint });
  const block = (out: Output, lines: string[]): void => {
    if (lines.length > 0) out.write(`${lines.map(mask).join('\n')}\n`);
  };
  const tellFailures = (after: string): void => {
    const lines = failureBlocks(memory.failures.splice(0), after, {
      ...options,
      connected: memory.connected,
      paint,
    });
    block(stderr, lines.length === 0 ? [] : ['', ...lines, '']);
  };

  const tellChecks = (): void => block(stdout, checkLines(memory.checks.splice(0), paint));

  const showResult = (event: ResultEvent): void => {
    if (answeredByChecks.has(event.command) || options.verbosity > 0) tellChecks();
    block(stdout, drillLines(event.drills ?? [], paint, options.columns()));
    const told = memory.failures.length > 0;
    tellFailures(aftermath(event, memory));
    block(stdout, resultLines(event, paint, told));
  };

  const handle = async (event: RunEvent): Promise<void> => {
    memory.see(event);
    switch (event.event) {
      case 'run':
        return block(stdout, [
          paint.bold(`${event.command} ${event.cluster}`) +
            paint.dim(`  ${event.hosts.join(', ')}`),
        ]);
      case 'plan':
        await view.finish('done');
        return block(
          stdout,
          planBlock(planLines(await withDiffs(event.changes, mask), event.order, paint)),
        );
      case 'note': {
        const mark = event.level === 'warning' ? paint.yellow('⚠') : paint.dim('·');
        const host = event.host === undefined ? '' : `${event.host}: `;
        const text = `${mark} ${host}${oneLine(event.message)}`;
        return view.note(text) ? undefined : block(stdout, [text]);
      }
      case 'failure':
        // Told at the end, with what it left behind; until then the row that failed says where.
        return;
      case 'result':
        await view.finish(event.ok ? 'done' : 'failed');
        return showResult(event);
      case 'drill':
        await view.show(event);
        if (event.report === undefined) return;
        return block(
          stdout,
          drillTimeline(event.report, { paint, columns: options.columns(), unicode: true }),
        );
      case 'phase':
        await view.show(event);
        // Before the drills, that what they measured is what stays on the screen.
        if (event.phase === 'verify' && event.state !== 'started' && memory.command === 'verify') {
          tellChecks();
        }
        return;
      case 'host':
      case 'output':
      case 'change':
      case 'check':
        return view.show(event);
      default:
        return event satisfies never;
    }
  };
  const queue = inOrder(handle);
  return {
    report: (event) => queue.push(cleanEvent(event, mask)),
    settled: queue.settled,
    close: async () => {
      await queue.settled();
      await view.finish('failed');
      tellFailures('');
    },
  };
}

function planBlock(lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines, ''];
}
