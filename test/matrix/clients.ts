import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pair } from './pair.ts';

/**
 * As many as leave the machine to the pairs: of six pairs together 150 a second. A node with a kernel of its own has needed
 * a third of a core for 25, and its check of haproxy then took longer than keepalived allows.
 */
export const everyMs = { container: 40, uml: 120 };
const PATIENCE_MS = 2_000;
const TICK_MS = 100;

export interface Lost {
  at: number;
  vip: string;
  why: string;
}

export interface Clients {
  /** Ends it: how many requests were made, and which failed. */
  stop(): Promise<{ requests: number; lost: Lost[] }>;
}

/** GET / through one VIP after the other, each on a connection of its own. */
export function startClients({ vips, kind }: Pair): Clients {
  const asked: Promise<Lost | null>[] = [];
  let going = true;
  const loop = (async () => {
    for (let next = Date.now(); going;) {
      asked.push(get(vips[asked.length % vips.length] ?? ''));
      next = Math.max(next + everyMs[kind], Date.now() - 200);
      await pause(Math.max(0, next - Date.now()));
    }
  })();
  return {
    async stop() {
      going = false;
      await loop;
      const answers = await Promise.all(asked);
      return { requests: asked.length, lost: answers.filter((answer) => answer !== null) };
    },
  };
}

function get(vip: string): Promise<Lost | null> {
  const at = Date.now();
  return new Promise((resolve) => {
    const socket = connect({ host: vip, port: 80 });
    let text = '';
    const end = (why: string | null) => {
      clearInterval(waiting);
      socket.destroy();
      resolve(why === null ? null : { at, vip, why });
    };
    // In ticks, which are not made up for: after a pause of the whole machine an answer that is there is read first.
    let ticks = PATIENCE_MS / TICK_MS;
    const waiting = setInterval(() => {
      ticks -= 1;
      if (ticks <= 0) end(`no answer in ${PATIENCE_MS / 1000} s`);
    }, TICK_MS);
    socket.on('connect', () => socket.write('GET / HTTP/1.0\r\nHost: matrix\r\n\r\n'));
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('error', (error) => end(error.message));
    socket.on('close', () =>
      end(/^HTTP\/1\.[01] 200 /.test(text) ? null : `answer: ${text.slice(0, 40) || 'none'}`),
    );
  });
}
