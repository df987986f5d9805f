import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

/** One whole process with its children, from outside. Seconds. */
export interface Sample {
  wall: number;
  cpu: number;
}

const directory = mkdtempSync(join(tmpdir(), 'hadeploy-bench-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
const output = join(directory, 'output');
const rssFile = join(directory, 'rss');

// bash's own `time` counts user and system time of all children that were waited for.
const timed = `TIMEFORMAT='%3R %3U %3S'; exec 3>"$1"; shift
time "$@" >&3 2>&3 </dev/null`;

/** Runs a command; throws with its output unless it ends with one of the expected exit codes. */
export async function measure(command: string[], expected: number | number[] = 0): Promise<Sample> {
  const child = spawn('bash', ['-c', timed, 'bench', output, ...command], {
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [times, code] = await Promise.all([
    text(child.stderr),
    new Promise<number | null>((end) => child.on('close', end)),
  ]);
  if (code === null || ![expected].flat().includes(code)) {
    throw new Error(`${command.join(' ')}: exit ${code}\n${readFileSync(output, 'utf8')}`);
  }
  const [wall = NaN, user = NaN, system = NaN] = times.trim().split(' ').map(Number);
  return { wall, cpu: user + system };
}

/** Peak resident size of a node process, MiB. In a run of its own: the hook must not be in the timed ones. */
export async function peakRss(nodeCommand: string[]): Promise<number> {
  const [node = 'node', ...args] = nodeCommand;
  await measure([
    'env',
    `HADEPLOY_BENCH_RSS=${rssFile}`,
    node,
    '--require',
    resolve('bench/rss-hook.cjs'),
    ...args,
  ]);
  return Number(readFileSync(rssFile, 'utf8')) / 1024;
}

/** An event of `--json`, with the second in which it arrived, counted from the start of the process. */
export interface TimedEvent {
  at: number;
  event: Record<string, unknown>;
}

export async function timedEvents(command: string[]): Promise<TimedEvent[]> {
  const [program = 'node', ...args] = command;
  const started = performance.now();
  const child = spawn(program, args, { env: environment(), stdio: ['ignore', 'pipe', 'inherit'] });
  const events: TimedEvent[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const at = (performance.now() - started) / 1000;
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      events.push({ at, event: JSON.parse(line) as Record<string, unknown> });
    }
  });
  const code = await new Promise<number | null>((end) => child.on('close', end));
  if (code !== 0) {
    throw new Error(`${command.join(' ')}: exit ${code}\n${JSON.stringify(events.slice(-3))}`);
  }
  return events;
}

/** No agent of whoever runs this: both sides use the lab's key. */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, SSH_AUTH_SOCK: undefined };
}
