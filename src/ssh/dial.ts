import type { Duplex } from 'node:stream';

/** A connection that a host is asked to make. */
export interface Dial {
  /** Inventory name of the host that connects. */
  host: string;
  address: string;
  port: number;
  timeoutMs: number;
}

/**
 * Waits for the stream no longer than `timeoutMs`: a node's own connect to a silent address takes minutes.
 * The stream has an error listener from the start, so that a cut link cannot be an uncaught exception.
 */
export function limitDial(dialing: Promise<Duplex>, dial: Dial): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      reject(dialError(dial, `no answer within ${dial.timeoutMs / 1000} s`));
    }, dial.timeoutMs);
    dialing.then(
      (stream) => {
        clearTimeout(timer);
        stream.on('error', () => {});
        if (late) stream.destroy();
        else resolve(stream);
      },
      (error: Error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

export function dialError({ host, address, port }: Dial, why: string): Error {
  const to = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  return new Error(`${host} cannot reach ${to}: ${why}`);
}
