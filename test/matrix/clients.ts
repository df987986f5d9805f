import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Of all pairs together some hundred a second: as many as leave the machine to the pairs. */
const EVERY_MS = 40;
const PATIENCE_MS = 2_000;

export interface Lost {
  at: number;
  vip: string;
  why: string;
}

export interface Clients {
  /** Ends it: how many requests were made, and which failed. */
  stop(): Promise<{ requests: number; lost: Lost[] }>;
}

/** GET / through a VIP every 40 ms, to each VIP in turn, each on a connection of its own. */
export function startClients(vips: readonly string[]): Clients {
  const asked: Promise<Lost | null>[] = [];
  let going = true;
  const loop = (async () => {
    for (let next = Date.now(); going;) {
      asked.push(get(vips[asked.length % vips.length] ?? ''));
      next = Math.max(next + EVERY_MS, Date.now() - 200);
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
      clearTimeout(limit);
      socket.destroy();
      resolve(why === null ? null : { at, vip, why });
    };
    const limit = setTimeout(() => end(`no answer in ${PATIENCE_MS / 1000} s`), PATIENCE_MS);
    socket.on('connect', () => socket.write('GET / HTTP/1.0\r\nHost: matrix\r\n\r\n'));
    socket.on('data', (data) => (text += data.toString('latin1')));
    socket.on('error', (error) => end(error.message));
    socket.on('close', () =>
      end(/^HTTP\/1\.[01] 200 /.test(text) ? null : `answer: ${text.slice(0, 40) || 'none'}`),
    );
  });
}
