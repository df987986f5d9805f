import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { Connection, ServerChannel } from 'ssh2';

/** What a test lets the server do with a command instead of running it. */
type Handler = (
  channel: ServerChannel,
  about: { command: string; connection: Connection; socket: Socket },
) => void;

export interface SshServer {
  port: number;
  /** A directory of the test's own: keys, known_hosts. */
  directory: string;
  /** Path of a private key that the server accepts. */
  identity: string;
  /** The server's line for known_hosts. */
  knownHostsLine: string;
  /** Every command line the server was asked to run. */
  commands: string[];
  /** Methods clients have tried, "publickey ok" or "none refused". */
  logins: string[];
  handler: Handler;
  /** What becomes of a direct-tcpip request: by default port 7 echoes, all others are closed. */
  dialled: (port: number, accept: () => ServerChannel, reject: () => void) => void;
  close(): Promise<void>;
}

export function keyPair(type: 'ed25519' | 'rsa' = 'ed25519'): { private: string; public: string } {
  const pair =
    type === 'rsa'
      ? ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 })
      : ssh2.utils.generateKeyPairSync('ed25519');
  // One in 500 ed25519 keys that ssh2 1.17 makes is malformed; those of ssh-keygen it reads well.
  return ssh2.utils.parseKey(pair.private) instanceof Error ? keyPair(type) : pair;
}

/** A real SSH server on loopback. Commands run in a real sh, `sudo` being a stand-in of ours. */
export async function startSshServer(options: { hostKeys?: string[] } = {}): Promise<SshServer> {
  const directory = mkdtempSync(join(tmpdir(), 'hadeploy-test-'));
  const host = keyPair();
  const user = keyPair();
  const identity = join(directory, 'id_ed25519');
  writeFileSync(identity, user.private, { mode: 0o600 });
  writeFileSync(`${identity}.pub`, `${user.public}\n`);
  writeFileSync(join(directory, 'sudo'), fakeSudo);
  chmodSync(join(directory, 'sudo'), 0o755);
  const authorized = parsePublic(user.public);
  const sockets = new Set<Socket>();
  const server = new ssh2.Server({ hostKeys: options.hostKeys ?? [host.private] });
  const state: SshServer = {
    port: 0,
    directory,
    identity,
    knownHostsLine: '',
    commands: [],
    logins: [],
    handler: runInShell(directory),
    dialled(port, accept, reject) {
      if (port !== 7) return reject();
      const channel = accept();
      channel.pipe(channel);
    },
    async close() {
      sockets.forEach((socket) => socket.destroy());
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(directory, { recursive: true, force: true });
    },
  };
  server.on('connection', (connection) => {
    const socket = socketOf(connection);
    sockets.add(socket);
    socket.setNoDelay(true);
    connection.on('error', () => {});
    connection.on('authentication', (context) => {
      const good =
        context.method === 'publickey' && context.key.data.equals(authorized.getPublicSSH());
      state.logins.push(`${context.method} ${good ? 'ok' : 'refused'}`);
      if (good) context.accept();
      else context.reject(['publickey']);
    });
    connection.on('session', (accept) => {
      accept().on('exec', (acceptExec, _, { command }) => {
        state.commands.push(command);
        state.handler(acceptExec(), { command, connection, socket });
      });
    });
    connection.on('tcpip', (accept, reject, { destPort }) => {
      state.dialled(destPort, accept, reject);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.port = (server.address() as AddressInfo).port;
  const [type, base64] = host.public.split(' ');
  state.knownHostsLine = `[127.0.0.1]:${state.port} ${type} ${base64}\n`;
  return state;
}

/** The part of the server's answer that our client waits for before anything else: the script has begun. */
export async function announceStart(channel: ServerChannel): Promise<string> {
  const script = await readAll(channel);
  const marker = /^echo (\S+) >&2;/.exec(script)?.[1] ?? '';
  channel.stderr.write(`${marker}\n`);
  return script;
}

export function readAll(channel: ServerChannel): Promise<string> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    channel.on('data', (chunk: Buffer) => chunks.push(chunk));
    channel.on('end', () => resolve(Buffer.concat(chunks).toString()));
  });
}

function runInShell(path: string): Handler {
  return (channel, { command }) => {
    const env = { PATH: `${path}:${process.env.PATH}` };
    const child = spawn('sh', ['-c', command], { env });
    channel.pipe(child.stdin);
    child.stdin.on('error', () => {});
    child.stdout.pipe(channel, { end: false });
    child.stderr.pipe(channel.stderr, { end: false });
    channel.on('close', () => child.kill('SIGKILL'));
    child.on('close', (code, signal) => {
      if (signal === null) channel.exit(code ?? 0);
      else channel.exit(signal.replace('SIG', ''), false, '');
      channel.end();
    });
  };
}

/**
 * Asks for a password (`right`) as sudo does: prompt on stderr, one line from stdin read byte by byte,
 * again after a wrong one.
 */
const fakeSudo = `#!/bin/sh
case $1 in
  -n) echo 'sudo: a password is required' >&2; exit 1 ;;
  -S) prompt=$3; shift 3 ;;
esac
printf '%s' "$prompt" >&2
while IFS= read -r answer; do
  [ "$answer" = right ] && exec "$@"
  printf 'Sorry, try again.\\n%s' "$prompt" >&2
done
exit 1
`;

function parsePublic(text: string) {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) throw key;
  return key;
}

/** ssh2 does not give it away. */
function socketOf(connection: Connection): Socket {
  return (connection as unknown as { _sock: Socket })._sock;
}
