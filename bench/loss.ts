import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { measure } from './measure.ts';

export interface LossRun {
  what: string;
  requests: number;
  lost: number;
  /**
   * What physics leaves: a request that is open in the instant in which the VIP moves has its other end on the node that
   * has let go. At most as many as were open at once before the command, for each time that the VIP moves.
   */
  bound: number;
  /** Of the answered ones. */
  slowestMs: number;
}

/** Milliseconds; `to` null: never answered. */
interface Asked {
  from: number;
  to: number | null;
}

const PER_SECOND = 200;
const LEAD_MS = 1500;

/** New connections to the VIP at a fixed pace, before, while and after a command runs, which moves it so many times. */
export async function lossRun(
  vip: string,
  { what, command, moves }: { what: string; command: string[] | null; moves: number },
): Promise<LossRun> {
  const answers: Promise<Asked>[] = [];
  let going = true;
  const load = (async () => {
    const started = performance.now();
    for (let sent = 0; going; sent += 1) {
      answers.push(get(vip));
      await pause(Math.max(0, started + ((sent + 1) * 1000) / PER_SECOND - performance.now()));
    }
  })();
  await pause(LEAD_MS);
  const begun = performance.now();
  if (command) await measure(command);
  else await pause(LEAD_MS);
  await pause(LEAD_MS);
  going = false;
  await load;
  const asked = await Promise.all(answers);
  const times = asked.flatMap(({ from, to }) => (to === null ? [] : [to - from]));
  return {
    what,
    requests: asked.length,
    lost: asked.length - times.length,
    bound: moves * mostOpen(asked.filter(({ from }) => from < begun)),
    slowestMs: Math.round(Math.max(...times)),
  };
}

/** How many were open at once, at the worst instant; one that was never answered would only make the bound kinder. */
function mostOpen(asked: Asked[]): number {
  const open = asked.map(
    ({ from }) => asked.filter((one) => one.from <= from && (one.to ?? from) > from).length,
  );
  return Math.max(0, ...open);
}

/** A whole request on a connection of its own. */
function get(host: string): Promise<Asked> {
  const from = performance.now();
  return new Promise((resolve) => {
    const failed = (): void => resolve({ from, to: null });
    const asked = request({ host, port: 80, agent: false, timeout: 3000 }, (answer) => {
      answer.resume();
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve({ from, to: performance.now() }) : failed(),
      );
      answer.on('error', failed);
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.on('error', failed);
    asked.end();
  });
}
