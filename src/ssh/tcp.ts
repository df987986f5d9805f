import { connect, type Socket } from 'node:net';
import { Failed } from '../core/failure.ts';
import type { Dial } from '../core/session.ts';
import { hostWords } from './words.ts';

export interface Endpoint {
  /** Inventory name, for messages. */
  name: string;
  hostname: string;
  port: number;
  /** 0: any */
  addressFamily: 0 | 4 | 6;
  bindAddress: string | null;
}

/**
 * A TCP connection with Nagle's algorithm off from the start: SSH sends many small packets, and with
 * delayed acknowledgements each can wait 40 ms. Rejects with `unreachable`.
 */
export function connectTcp(endpoint: Endpoint, timeoutMs: number): Promise<Socket> {
  const { hostname, port, bindAddress, addressFamily } = endpoint;
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: hostname,
      port,
      noDelay: true,
      family: addressFamily,
      // Node gives each of several addresses 250 ms; a far-away node needs longer than that.
      autoSelectFamilyAttemptTimeout: Math.max(250, Math.min(2000, Math.round(timeoutMs / 3))),
      ...(bindAddress === null ? {} : { localAddress: bindAddress }),
    });
    const fail = (detail: string): void => {
      socket.destroy();
      reject(unreachable(endpoint, detail));
    };
    const timer = setTimeout(
      () => fail(`no answer within ${Math.ceil(timeoutMs / 100) / 10} s`),
      Math.max(1, timeoutMs),
    );
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
    // Stays for the whole life of the socket: a reset must never be an uncaught exception.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      fail(plainReason(error));
    });
  });
}

const DIAL_LIMIT_MS = 5_000;

/** A client's connection from this machine. Rejects with an Error that says why in plain words. */
export const dialTcp: Dial = async (address, port, limitMs = DIAL_LIMIT_MS) => {
  const endpoint = {
    name: address,
    hostname: address,
    port,
    addressFamily: 0,
    bindAddress: null,
  } as const;
  try {
    return await connectTcp(endpoint, limitMs);
  } catch (error) {
    if (error instanceof Failed && error.failure.reason === 'unreachable')
      throw new Error(error.failure.detail, { cause: error });
    throw error;
  }
};

export function unreachable(
  endpoint: { name: string; hostname: string; port: number },
  detail: string,
): Failed {
  const { name, hostname, port } = endpoint;
  const address = hostname.includes(':') ? `[${hostname}]:${port}` : `${hostname}:${port}`;
  return new Failed({ reason: 'unreachable', host: name, address, detail });
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'connection refused: nothing listens on this port',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network is unreachable',
  EHOSTDOWN: 'host is down',
  ETIMEDOUT: 'no answer (timed out)',
  ECONNRESET: 'connection reset by the host',
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name could not be resolved: the resolver gives no answer',
  EADDRNOTAVAIL: 'the address to bind to is not one of ours',
  EACCES: 'the local firewall forbids it',
  EPERM: 'the local firewall forbids it',
};

/** Several addresses tried make an AggregateError, whose own message is empty. */
function plainReason(error: NodeJS.ErrnoException): string {
  const first =
    error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException) : error;
  return reasons[first.code ?? ''] ?? hostWords(first.message);
}
