import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ResultEvent, RunEvent } from '../../../src/core/event.ts';
import { labDirectory, repository } from './lab.ts';

/** HADEPLOY_BIN: another build than this tree's own. */
export const binary = process.env['HADEPLOY_BIN'] ?? join(repository, 'dist/main.js');

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
  milliseconds: number;
  /** Of a run with --json. */
  events: RunEvent[];
  /** The last event; throws where there is none. */
  result: ResultEvent;
}

export interface Given {
  /** Project directory; default: the lab's. */
  project?: string;
  env?: Record<string, string>;
  signal?: AbortSignal;
  /** What `signal` sends; default: SIGKILL. */
  killSignal?: NodeJS.Signals;
  /** Called with each line of stdout. */
  onLine?: (line: string) => void;
}

/** The real program in a process of its own, as a user runs it. */
export async function hadeploy(words: string[], given: Given = {}): Promise<Ended> {
  const started = Date.now();
  const child = spawn(process.execPath, [binary, '-C', given.project ?? labDirectory, ...words], {
    cwd: repository,
    env: { ...process.env, NO_COLOR: '1', ...given.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(given.signal ? { signal: given.signal, killSignal: given.killSignal ?? 'SIGKILL' } : {}),
  });
  let stdout = '';
  let stderr = '';
  let open = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const lines = (open + text).split('\n');
    open = lines.pop() ?? '';
    for (const line of lines) given.onLine?.(line);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', () => {});
    child.on('close', resolve);
  });
  const events = words.includes('--json') ? eventsIn(stdout) : [];
  return {
    code,
    stdout,
    stderr,
    milliseconds: Date.now() - started,
    events,
    get result() {
      const last = events.at(-1);
      if (last?.event !== 'result') throw new Error(`no result event in:\n${stdout}\n${stderr}`);
      return last;
    },
  };
}

/** What `hadeploy COMMAND prod-bj --json` did; `--yes` where it would ask. */
export function onPair(command: string, words: string[] = [], given: Given = {}): Promise<Ended> {
  const yes = command === 'apply' || command === 'rollback' ? ['--yes'] : [];
  return hadeploy([command, 'prod-bj', ...words, ...yes, '--json'], given);
}

function eventsIn(stdout: string): RunEvent[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RunEvent);
}

/** Hosts in the order in which this phase began on them. */
export function orderOf(ended: Ended, phase: string): string[] {
  return ended.events.flatMap((event) =>
    event.event === 'host' && event.phase === phase && event.state === 'started'
      ? [event.host]
      : [],
  );
}

/** "HOST: TITLE" of every change of a plan or an apply. */
export function titlesOf(ended: Ended): string[] {
  return (ended.result.changes ?? []).map(({ host, title }) => `${host}: ${title}`);
}
