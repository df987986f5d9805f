import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { measure } from './measure.ts';

export interface LossRun {
  what: string;
  requests: number;
  lost: number;
  /** Of the answered ones. */
  slowestMs: number;
}

const PER_SECOND = 200;
const LEAD_MS = 1500;

/** New connections to the VIP at a fixed pace, before, while and after a command runs. */
export async function lossRun(
  vip: string,
  what: string,
  command: string[] | null,
): Promise<LossRun> {
  const answers: Promise<number | null>[] = [];
  let going = true;
  const load = (async () => {
    const started = performance.now();
    for (let sent = 0; going; sent += 1) {
      answers.push(get(vip));
      await pause(Math.max(0, started + ((sent + 1) * 1000) / PER_SECOND - performance.now()));
    }
  })();
  await pause(LEAD_MS);
  if (command) await measure(command);
  else await pause(LEAD_MS);
  await pause(LEAD_MS);
  going = false;
  await load;
  const times = await Promise.all(answers);
  const good = times.filter((time) => time !== null);
  return {
    what,
    requests: times.length,
    lost: times.length - good.length,
    slowestMs: Math.round(Math.max(...good)),
  };
}

/** Milliseconds of a whole request on a connection of its own; null when it failed. */
function get(host: string): Promise<number | null> {
  const started = performance.now();
  return new Promise((resolve) => {
    const asked = request({ host, port: 80, agent: false, timeout: 3000 }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        resolve(answer.statusCode === 200 ? performance.now() - started : null),
      );
      answer.on('error', () => resolve(null));
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.on('error', () => resolve(null));
    asked.end();
  });
}
