import { constants } from 'node:os';
import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { Failed } from '../core/failure.ts';
import type { Session, Target } from '../core/session.ts';
import { type Dial, dialError, limitDial } from './dial.ts';
import type { Ending, RemoteProcess } from './remote-process.ts';
import { runTask } from './run-task.ts';
import { hostWords } from './words.ts';

export interface SessionOptions {
  target: Target;
  /** Login user. */
  user: string;
  /** Drops the sockets, without a farewell that would cost a round trip. */
  destroy: () => void;
}

export function openSession(client: Client, { target, user, destroy }: SessionOptions): Session {
  const link = watchLink(client);
  const host = target.name;
  return {
    host,
    run: (task) =>
      runTask((command) => startCommand(client, link, command), task, {
        host,
        user,
        become: target.become,
      }).catch((error: unknown) => {
        if (error instanceof NotStarted)
          throw new Failed(
            { reason: 'connection-lost', host, what: task.what, detail: error.message },
            { cause: error },
          );
        throw error;
      }),
    dial(address, port) {
      const to = { host, address, port, timeoutMs: target.connectTimeoutMs };
      return limitDial(dial(client, to), to);
    },
    close() {
      link.ended ??= 'closed by hadeploy';
      destroy();
    },
  };
}

/** Why the link has ended; null while it stands. */
interface Link {
  ended: string | null;
}

function watchLink(client: Client): Link {
  const link: Link = { ended: null };
  client.setMaxListeners(0); // each running command listens, and there is no limit to them
  client.on('error', (error) => (link.ended ??= error.message));
  client.on('close', () => (link.ended ??= 'the host closed the connection'));
  return link;
}

class NotStarted extends Error {}

function startCommand(client: Client, link: Link, command: string): Promise<RemoteProcess> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(new NotStarted(hostWords(link.ended ?? error.message)));
    try {
      client.exec(command, (error, channel) => {
        if (error) fail(error);
        else resolve(processOf(client, link, channel));
      });
    } catch (error) {
      fail(error as Error); // ssh2 throws "Not connected"
    }
  });
}

function processOf(client: Client, link: Link, channel: ClientChannel): RemoteProcess {
  const ended = new Promise<Ending>((resolve) => {
    let code: number | null = null;
    const lost = (): void =>
      resolve({ end: 'lost', detail: link.ended ?? 'the command ended without an exit status' });
    channel.on('exit', (status: number | null, signal?: string) => {
      code = status ?? 128 + signalNumber(signal);
    });
    channel.on('close', () => (code === null ? lost() : resolve({ end: 'exited', code })));
    // An exit status may overtake the last of the output: without the channel's own end it proves nothing.
    client.once('close', lost);
    channel.on('close', () => client.removeListener('close', lost));
  });
  return {
    stdin: channel,
    stdout: channel,
    stderr: channel.stderr,
    ended,
    kill() {
      channel.signal('TERM');
      channel.close();
    },
  };
}

function signalNumber(name: string | undefined): number {
  return (constants.signals as Record<string, number>)[name ?? ''] ?? 0;
}

function dial(client: Client, to: Dial): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(dialError(to, hostWords(error.message)));
    try {
      client.forwardOut('127.0.0.1', 0, to.address, to.port, (error, channel) => {
        if (error) fail(error);
        else resolve(channel);
      });
    } catch (error) {
      fail(error as Error); // ssh2 throws "Not connected"
    }
  });
}
