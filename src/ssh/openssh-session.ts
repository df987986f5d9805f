import { Duplex } from 'node:stream';
import { execa } from 'execa';
import { Failed } from '../core/failure.ts';
import type { Session } from '../core/session.ts';
import { type Dial, dialError, limitDial } from './dial.ts';
import type { Master } from './openssh-connect.ts';
import { outOfReach } from './openssh-process.ts';
import type { Ending, RemoteProcess } from './remote-process.ts';
import { runTask } from './run-task.ts';
import { hostWords } from './words.ts';

export function openSession(master: Master, user: string): Session {
  const { name: host, become } = master.target;
  let closed = false;
  return {
    host,
    run(task) {
      if (closed)
        return Promise.reject(
          new Failed({ reason: 'connection-lost', host, what: task.what, detail: closedByUs }),
        );
      const start = (command: string): Promise<RemoteProcess> =>
        Promise.resolve(startCommand(master, command, () => closed));
      return runTask(start, task, { host, user, become });
    },
    dial(address, port) {
      const to = { host, address, port, timeoutMs: master.target.connectTimeoutMs };
      return limitDial(dial(master, to), to);
    },
    close() {
      closed = true;
      master.end();
    },
  };
}

const closedByUs = 'closed by hadeploy';

/**
 * Arguments of an ssh that may only speak to the master: it reads no configuration, and its ProxyCommand
 * fails, so that it cannot open a connection of its own when the master has gone.
 */
function clientArgs({ socket }: Master): string[] {
  const options = ['ControlMaster=no', 'ProxyCommand=false', 'BatchMode=yes'];
  return ['-F', '/dev/null', '-S', socket, ...options.flatMap((option) => ['-o', option])];
}

function spawn(master: Master, args: string[]) {
  return execa('ssh', [...clientArgs(master), ...args], {
    buffer: false,
    reject: false,
    stdin: 'pipe',
    ...outOfReach,
  });
}

function startCommand(master: Master, command: string, closed: () => boolean): RemoteProcess {
  // For a command ended by a signal ssh only says 255, as for a lost link; the outer shell makes it 128 + n.
  const reported = `sh -c '${command.replaceAll("'", `'\\''`)}; exit $?'`;
  const child = spawn(master, ['-o', 'LogLevel=ERROR', '-T', '--', 'master', reported]);
  let lastWords = '';
  child.stderr.on(
    'data',
    (chunk: Buffer) => (lastWords = (lastWords + chunk.toString()).slice(-500)),
  );
  const ended = child.then(async ({ exitCode, originalMessage }): Promise<Ending> => {
    if (exitCode !== undefined && exitCode !== 255) return { end: 'exited', code: exitCode };
    if (closed()) return { end: 'lost', detail: closedByUs };
    if (exitCode === 255 && (await isAlive(master))) return { end: 'exited', code: 255 };
    return { end: 'lost', detail: whyLost(master, lastWords || (originalMessage ?? '')) };
  });
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    ended,
    kill: () => void child.kill('SIGTERM'),
  };
}

/** ssh uses 255 for trouble of its own; a command may end with it all the same. */
async function isAlive(master: Master): Promise<boolean> {
  if (master.gone()) return false;
  const { exitCode } = await spawn(master, ['-O', 'check', '--', 'master']);
  return exitCode === 0;
}

function whyLost(master: Master, words: string): string {
  const said = master
    .log()
    .split('\n')
    .filter((line) =>
      /^(Timeout, server|Connection |client_loop: |Read from |packet_write)/.test(line),
    );
  return said.at(-1) ?? (words.trim() || 'the host closed the connection');
}

function dial(master: Master, dialled: Dial): Promise<Duplex> {
  const { address, port } = dialled;
  const to = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  const child = spawn(master, ['-o', 'LogLevel=DEBUG1', '-W', to, '--', 'master']);
  const loggedBefore = master.logged();
  const timer = setTimeout(() => child.kill('SIGTERM'), dialled.timeoutMs);
  child.stdin.on('error', () => {}); // its end tells
  return new Promise((resolve, reject) => {
    let log = '';
    const watch = (chunk: Buffer): void => {
      log += chunk.toString();
      // The one sign that ssh gives of an open connection.
      if (!log.includes('master session id')) return;
      clearTimeout(timer);
      child.stderr.removeListener('data', watch).resume();
      const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
      stream.once('close', () => child.kill('SIGTERM'));
      resolve(stream);
    };
    child.stderr.on('data', watch);
    void child.then(() => {
      clearTimeout(timer);
      reject(dialError(dialled, whyNotOpen(master.log(loggedBefore), log)));
    });
  });
}

/** The master knows the reason, the client only that there is one. */
function whyNotOpen(masterLog: string, clientLog: string): string {
  const refusals = [...masterLog.matchAll(/open failed: (?:connect failed: )?(.*)/g)];
  const said = refusals.at(-1)?.[1] ?? clientLog.replaceAll(/^debug1: .*\n?/gm, '');
  return hostWords(said) || 'the link is lost';
}
