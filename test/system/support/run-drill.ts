import { setTimeout as pause } from 'node:timers/promises';
import { startTraffic, type Answer } from '../../lab/support/traffic.ts';
import { total } from './bounds.ts';
import type { Drilled } from './results.ts';
import type { Drill } from './system.ts';

/** Before the kernel sends a lost SYN again: what is only late has failed. */
const REQUEST_MS = 900;

/** Requests all the time; the fault; the bound, and a moment more; the undo. Rejects where `meanwhile` or `returned` does. */
export async function runDrill(drill: Drill): Promise<{ row: Drilled; failures: string }> {
  const boundMs = total(drill.bound);
  const traffic = startTraffic([drill.ask], 20, REQUEST_MS);
  let answers: Answer[];
  try {
    await pause(1_000);
    try {
      await drill.fault();
      await pause(boundMs + 2 * REQUEST_MS);
      await drill.meanwhile?.();
    } finally {
      answers = await traffic.stop();
    }
  } finally {
    await drill.undo();
  }
  await drill.returned?.();
  if (answers.length < 50) throw new Error(`only ${answers.length} requests`);
  const outageMs = outageIn(answers);
  const row = { drill: drill.what, host: drill.on, outageMs, boundMs, ok: outageMs <= boundMs };
  return { row, failures: failuresOf(answers) };
}

/** "1100 of 1500 requests failed: +0 to +23400 ms no answer in 900 ms; +29900 to +29900 ms ECONNREFUSED". */
function failuresOf(answers: Answer[]): string {
  const failed = answers.filter(({ error }) => error !== null);
  const start = failed[0]?.at ?? 0;
  const runs: { from: number; to: number; error: string | null }[] = [];
  for (const [i, { at, error }] of answers.entries()) {
    const run = runs.at(-1);
    if (error === null) continue;
    if (run?.error === error && answers[i - 1]?.error === error) run.to = at;
    else runs.push({ from: at, to: at, error });
  }
  const told = runs.map(({ from, to, error }) => `+${from - start} to +${to - start} ms ${error}`);
  return `${failed.length} of ${answers.length} requests failed: ${told.join('; ')}`;
}

/** From the first request that failed to the first after which none did. */
function outageIn(answers: Answer[]): number {
  const first = answers.find(({ error }) => error !== null);
  const last = answers.findLastIndex(({ error }) => error !== null);
  if (first === undefined) return 0;
  const again = answers[last + 1];
  return again === undefined ? Infinity : again.at - first.at;
}

/** A row of hadeploy's own drills. */
export function rowOf(row: unknown): Drilled {
  const { drill, host, vip, outageMs, boundMs, ok } = row as Drilled & { vip?: string };
  return { drill: vip === undefined ? drill : `${drill}, ${vip}`, host, outageMs, boundMs, ok };
}
