import type { RunEvent } from '../core/event.ts';
import { oneLine } from '../core/text.ts';
import { cleanEvent } from './clean-event.ts';
import { drillLine } from './drill-progress.ts';
import { drillLines } from './drill-text.ts';
import { drillTimeline } from './drill-timeline.ts';
import { failureBlocks } from './failure-block.ts';
import { describeFailure, type FailureContext } from './failure-text.ts';
import { createPaint, type Paint } from './paint.ts';
import { planLines } from './plan-text.ts';
import { inOrder, type Reporter, type ReporterOptions } from './reporter.ts';
import { aftermath, resultLines } from './result-text.ts';
import { createMemory } from './run-memory.ts';
import { withDiffs } from './shown-change.ts';
import { elapsed } from './time.ts';

/** For logs and pipes: one line an event, with the time since the start and the host in front. Plans and failures are blocks. */
export function createPlainReporter(options: ReporterOptions): Reporter {
  const { stdout, stderr, clock, mask } = options;
  const paint = createPaint(options.color);
  const memory = createMemory(clock());
  const stamp = (): string => paint.dim(`[${elapsed(clock() - memory.startedAt).padStart(6)}]`);
  const line = (text: string): unknown => stdout.write(`${stamp()} ${text}\n`);
  const block = (out: { write(text: string): unknown }, lines: string[]): void => {
    if (lines.length > 0) out.write(`${lines.map(mask).join('\n')}\n`);
  };
  const tellFailures = (after: string): void => {
    block(
      stderr,
      failureBlocks(memory.failures.splice(0), after, {
        ...options,
        connected: memory.connected,
        paint,
        columns: () => Infinity,
      }),
    );
  };

  const showPlan = async (event: RunEvent & { event: 'plan' }): Promise<void> => {
    const changes = await withDiffs(event.changes, mask);
    line(changes.length === 0 ? 'plan: no changes' : `plan: ${changes.length} changes`);
    block(stdout, planLines(changes, event.order, paint));
  };
  const queue = inOrder<RunEvent>((event) => {
    memory.see(event);
    if (event.event === 'plan') return showPlan(event);
    if (event.event === 'result') {
      block(stdout, drillLines(event.drills ?? [], paint, Infinity));
      const told = memory.failures.length > 0;
      tellFailures(aftermath(event, memory));
      for (const text of resultLines(event, paint, told)) line(text.trimStart());
    } else {
      line(eventLine(event, { ...options, connected: memory.connected }, paint));
      if (event.event === 'drill' && event.report !== undefined) {
        block(stdout, drillTimeline(event.report, { paint, columns: Infinity, unicode: false }));
      }
    }
    return undefined;
  });
  return {
    report: (event) => queue.push(cleanEvent(event, mask)),
    settled: queue.settled,
    close: async () => {
      await queue.settled();
      tellFailures('');
    },
  };
}

type LineEvent = Exclude<RunEvent, { event: 'plan' } | { event: 'result' }>;

function eventLine(event: LineEvent, context: FailureContext, paint: Paint): string {
  switch (event.event) {
    case 'run':
      return `${event.command} ${event.cluster} on ${event.hosts.join(', ')}`;
    case 'phase':
      return `${event.phase} ${ended(event, paint)}${event.state === 'started' ? ` on ${event.hosts.join(', ')}` : ''}`;
    case 'host':
      return `${event.host} ${event.phase} ${ended(event, paint)}${event.note === undefined ? '' : ` ${oneLine(event.note)}`}`;
    case 'output':
      return `${event.host} | ${oneLine(event.line)}`;
    case 'change':
      return `${event.host} change ${ended(event, paint)}: ${oneLine(event.title)}`;
    case 'check': {
      const { host, ok, warning, title, detail, advice } = event.check;
      const mark = !ok ? paint.red('FAILED') : warning ? paint.yellow('warning') : 'ok';
      const told = detail === '' ? '' : `: ${oneLine(detail)}`;
      const todo = (ok && !warning) || advice === undefined ? '' : ` → ${oneLine(advice)}`;
      return `${host ?? 'pair'} check ${mark}: ${oneLine(title)}${told}${todo}`;
    }
    case 'drill':
      return drillLine(event);
    case 'note':
      return `${event.host ?? 'pair'} ${event.level === 'warning' ? paint.yellow('warning') : 'note'}: ${oneLine(event.message)}`;
    case 'failure':
      return `${paint.red('FAILED')}: ${oneLine(describeFailure(event.failure, context).title)}`;
    default:
      return event satisfies never;
  }
}

function ended(
  { state, durationMs }: { state: string; durationMs?: number },
  paint: Paint,
): string {
  const word = state === 'failed' ? paint.red('FAILED') : state;
  return durationMs === undefined ? word : `${word} (${elapsed(durationMs)})`;
}
