import { createMask, type Mask } from '../core/mask.ts';
import type { Emit, HostOutcome, ResultEvent } from '../core/event.ts';
import { exitCodes, type ExitCode } from '../core/exit-code.ts';
import { exitCodeOf, Failed, type Failure } from '../core/failure.ts';
import type { Secret } from '../core/secret.ts';
import { chooseReporter } from '../ui/choose-reporter.ts';
import { createReporter } from '../ui/create-reporter.ts';
import { readLineAt } from './source-line.ts';
import type { Io } from './io.ts';
import type { CommonOptions } from './options.ts';

/** What a command's body gets, and fills in as it learns more. */
export interface CommandRun {
  io: Io;
  emit: Emit;
  options: CommonOptions;
  color: boolean;
  /** Set as soon as they are known: they stand in the result also when the command fails. */
  cluster: string | null;
  hosts: string[];
  /** What was told of each host that failed. */
  failures: Map<string, Failure>;
  /** Hides every secret known so far. */
  mask: Mask;
  /** From now on none of these is printed either. */
  learnSecrets(secrets: Secret[]): void;
  /** Resolves when everything reported has been written. */
  settled(): Promise<void>;
}

/** How a command ends: the fields of the `result` event that it knows better than the frame. */
export type CommandEnd = Pick<ResultEvent, 'exitCode'> &
  Partial<Omit<ResultEvent, 'event' | 'command' | 'cluster' | 'ok' | 'durationMs'>> & {
    /** What was printed is a document of its own: no closing line after it. */
    silent?: true;
  };

/** Runs a command in its frame: reporter, masking, and one `result` event whatever happens. */
export async function runCommand(
  command: string,
  options: CommonOptions,
  io: Io,
  body: (run: CommandRun) => Promise<CommandEnd>,
): Promise<ExitCode> {
  const started = Date.now();
  const secrets: Secret[] = [];
  let mask: Mask = (text) => text;
  const choice = chooseReporter({
    json: options.json,
    isTTY: io.stdout.isTTY ?? false,
    noColor: !options.color,
    env: io.env,
  });
  const reporter = await createReporter(choice.kind, {
    stdout: io.stdout,
    stderr: io.stderr,
    columns: () => io.stdout.columns ?? 100,
    color: choice.color,
    verbosity: options.verbose,
    clock: Date.now,
    mask: (text) => mask(text),
    readLine: readLineAt,
  });
  const failures = new Map<string, Failure>();
  const run: CommandRun = {
    io,
    emit(event) {
      if (event.event === 'failure' && 'host' in event.failure)
        failures.set(event.failure.host, event.failure);
      reporter.report(event);
    },
    options,
    color: choice.color,
    cluster: null,
    hosts: [],
    failures,
    mask: (text) => mask(text),
    learnSecrets(more) {
      for (const secret of more) secrets.push(secret);
      mask = createMask(secrets);
    },
    settled: () => reporter.settled(),
  };
  const { silent, ...end } = await endOf(run, body);
  if (silent) {
    await reporter.close();
    return end.exitCode;
  }
  reporter.report({
    event: 'result',
    command,
    cluster: run.cluster,
    ok: end.exitCode === exitCodes.done || end.exitCode === exitCodes.changesPending,
    durationMs: Date.now() - started,
    hosts: {},
    transaction: null,
    ...end,
  });
  await reporter.close();
  return end.exitCode;
}

async function endOf(
  run: CommandRun,
  body: (run: CommandRun) => Promise<CommandEnd>,
): Promise<CommandEnd> {
  try {
    return await body(run);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    run.emit({ event: 'failure', failure: error.failure });
    return failedBeforeChange(run, error.failure);
  }
}

/** The end of a command that failed while it was still only looking. */
function failedBeforeChange(run: CommandRun, failure: Failure): CommandEnd {
  const outcome = (host: string): HostOutcome => {
    const own = run.failures.get(host);
    if (!own) return 'skipped';
    return exitCodeOf(own) === exitCodes.unreachable ? 'unreachable' : 'failed';
  };
  return {
    exitCode: exitCodeOf(failure),
    hosts: Object.fromEntries(
      run.hosts.map((host) => [host, { outcome: outcome(host), changes: 0 }]),
    ),
    message: failure.reason,
  };
}
