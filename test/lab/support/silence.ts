import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

/** Long enough for a busy machine; meanwhile others are under way. */
const TIMEOUT_MS = 2_000;

/**
 * The longest time (ms) in which no TCP connection to ADDRESS:80 came about, from now until `work` has ended: what a
 * client sees of an outage. One is tried every 20 ms, whatever became of those before; so it is at most that, and what
 * this machine itself stands still, too long.
 */
export async function silenceDuring(address: string, work: () => Promise<void>): Promise<number> {
  let last = performance.now();
  let longest = 0;
  const heard = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(() => {
    const socket = connect({ host: address, port: 80 });
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
    socket.on('connect', () => {
      heard();
      socket.destroy();
    });
    socket.on('error', () => socket.destroy());
  }, 20);
  try {
    await pause(500);
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.max(longest, performance.now() - last);
}
