import { createHash } from 'node:crypto';
import type { ResultEvent, RunEvent } from '../core/event.ts';
import { Secret } from '../core/secret.ts';
import { cleanEvent } from './clean-event.ts';
import { describeFailure } from './failure-text.ts';
import { inOrder, type Reporter, type ReporterOptions } from './reporter.ts';
import { aftermath } from './result-text.ts';
import { createMemory } from './run-memory.ts';
import { withDiffs, type ShownChange } from './shown-change.ts';

type JsonOptions = Pick<ReporterOptions, 'stdout' | 'mask' | 'clock' | 'readLine'>;

/** One event per line, for scripts; the last one is `result`. */
export function createJsonReporter(options: JsonOptions): Reporter {
  let plan: ShownChange[] = [];
  let message = '';
  const memory = createMemory(options.clock());
  const write = (event: object): void => {
    options.stdout.write(`${JSON.stringify(event, plainValue)}\n`);
  };
  const showPlan = async (event: RunEvent & { event: 'plan' }): Promise<void> => {
    plan = await withDiffs(event.changes, options.mask);
    write({ ...event, changes: plan.map(withoutEmptyDiff) });
  };
  const handle = (event: RunEvent): Promise<void> | undefined => {
    memory.see(event);
    if (event.event === 'plan') return showPlan(event);
    if (event.event === 'failure') {
      const text = cleanText(describeFailure(event.failure, options), options);
      message = text.title;
      write({ ...event, text });
    } else if (event.event === 'result') {
      const wasBadInput = memory.failures.at(-1)?.reason === 'bad-input';
      const left = message === '' || wasBadInput ? '' : `. ${aftermath(event, memory)}`;
      write(completeResult(event, plan, message + left));
    } else {
      write(event);
    }
    return undefined;
  };
  const queue = inOrder(handle);
  return {
    report: (event) => queue.push(cleanEvent(event, options.mask)),
    settled: queue.settled,
    close: queue.settled,
  };
}

function cleanText<T extends object>(text: T, options: JsonOptions): T {
  const masked = JSON.stringify(text, (_, value: unknown) =>
    typeof value === 'string' ? options.mask(value) : value,
  );
  return JSON.parse(masked) as T;
}

function withoutEmptyDiff({ diff, ...planned }: ShownChange): object {
  return diff === '' ? planned : { ...planned, diff };
}

/** Diffs and the message of a failure are made here, where the text is made. */
function completeResult(event: ResultEvent, plan: ShownChange[], message: string): ResultEvent {
  const changes = event.changes?.map((change) => {
    const planned = plan.find(
      (shown) =>
        shown.host === change.host &&
        shown.change.step === change.step &&
        shown.change.title === change.title,
    );
    return change.diff === undefined && planned !== undefined && planned.diff !== ''
      ? { ...change, diff: planned.diff }
      : change;
  });
  return {
    ...event,
    ...(changes === undefined ? {} : { changes }),
    ...(event.ok || message === '' ? {} : { message }),
  };
}

/** Contents as size and digest, secrets as their names. `this` holds the value before Buffer's own toJSON. */
function plainValue(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[key];
  if (original instanceof Secret) return original.name;
  if (original instanceof Uint8Array) {
    return {
      size: original.length,
      sha256: createHash('sha256').update(original).digest('hex'),
    };
  }
  return value;
}
