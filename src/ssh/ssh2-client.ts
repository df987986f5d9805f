import type { Duplex } from 'node:stream';
import { NodeSSH, type Config as SshConfig } from 'node-ssh';
import type { Client } from 'ssh2';
import { Failed } from '../core/failure.ts';
import type { Target } from '../core/session.ts';
import { agentSocket } from './agent.ts';
import { algorithmsFor } from './algorithms.ts';
import { gatherCredentials, offerInTurn } from './authentication.ts';
import type { SshEnvironment } from './environment.ts';
import { fingerprint, judgeHostKey, knownKeyTypes, primaryName } from './host-key.ts';
import { hostKeyFailure } from './host-key-failure.ts';
import { readKnownHosts, recordHostKey } from './known-hosts-files.ts';
import type { HostConfig } from './host-config.ts';
import { unreachable } from './tcp.ts';
import { hostWords } from './words.ts';

export interface ClientOptions {
  target: Target;
  config: HostConfig;
  environment: SshEnvironment;
  /** False for a jump host: the target's own identity files are then only suggestions. */
  isTarget: boolean;
  timeoutMs: number;
}

/** Sent by ssh2 at this pace; after three without an answer the link counts as lost. */
const keepalive = { keepaliveInterval: 5000, keepaliveCountMax: 3 };

/**
 * SSH over an open stream: handshake, host key, login. On failure the stream is destroyed. The client
 * keeps an error listener for good: node-ssh takes its own away once connected, and a reset would end
 * the whole program.
 */
export async function openClient(stream: Duplex, options: ClientOptions): Promise<Client> {
  const { target, config, environment } = options;
  try {
    const host = { hostname: config.hostname, port: config.port, alias: config.hostKeyAlias };
    const userFiles = target.knownHostsFiles ?? config.userKnownHostsFiles;
    const [entries, credentials] = await Promise.all([
      readKnownHosts([...userFiles, ...config.globalKnownHostsFiles]),
      gatherCredentials({
        user: config.user,
        explicitFiles: target.identityFiles ?? [],
        configuredFiles: config.identityFiles,
        identitiesOnly: config.identitiesOnly,
        agent: agentSocket(config, environment),
      }),
    ]);
    const tried: string[] = [];
    let refusal: Failed | null = null;
    let unknownKey: Buffer | null = null;
    const verify = (key: Buffer): boolean => {
      const verdict = judgeHostKey(entries, host, key);
      if (verdict.verdict === 'known') return true;
      if (verdict.verdict === 'unknown' && target.hostKeys === 'accept-new') {
        unknownKey = key;
        return true;
      }
      refusal = hostKeyFailure(verdict, key, {
        host: target.name,
        address: primaryName(host),
        knownHosts: userFiles,
      });
      return false;
    };
    const client = await handshake(
      {
        sock: stream,
        username: config.user,
        algorithms: algorithmsFor(knownKeyTypes(entries, host)),
        hostVerifier: verify,
        authHandler: offerInTurn(credentials.offers, tried),
        readyTimeout: 0,
        ...keepalive,
      },
      options.timeoutMs,
    ).catch((error: unknown) => {
      if (refusal !== null) throw refusal;
      throw explain(error as HandshakeError, {
        ...options,
        tried: [...tried, ...credentials.notes],
      });
    });
    if (unknownKey !== null) await record(userFiles, primaryName(host), unknownKey, options);
    return client;
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

/** Only a key whose owner has proved to hold it gets here: ssh2 has verified the handshake's signature by now. */
async function record(
  files: string[],
  name: string,
  key: Buffer,
  { config, target }: ClientOptions,
): Promise<void> {
  const [file] = files;
  if (file === undefined) return;
  try {
    await recordHostKey(file, name, key, { hashed: config.hashKnownHosts });
  } catch (error) {
    throw new Failed(
      {
        reason: 'host-key-unknown',
        host: target.name,
        address: name,
        fingerprint: fingerprint(key),
        keyType: '',
        knownHosts: [`${file} (cannot be written: ${(error as Error).message})`],
      },
      { cause: error },
    );
  }
}

interface HandshakeError extends Error {
  level?: string;
  phase: 'handshake' | 'login';
}

function handshake(config: SshConfig, timeoutMs: number): Promise<Client> {
  const ssh = new NodeSSH();
  const connecting = ssh.connect(config);
  const client = ssh.connection;
  if (client === null) return connecting.then(() => Promise.reject(new Error('no connection')));
  // We go by the client's own events: node-ssh takes every error for the end, also an agent's refusal to sign.
  connecting.catch(() => {});
  return new Promise((resolve, reject) => {
    let phase: HandshakeError['phase'] = 'handshake';
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(Object.assign(error, { phase }));
    };
    const timer = setTimeout(
      () => fail(Object.assign(new Error('no answer'), { level: 'client-timeout' })),
      timeoutMs,
    );
    client.on('handshake', () => (phase = 'login'));
    client.on('error', (error: Error & { level?: string }) => {
      if (error.level !== 'agent') fail(error);
    });
    client.on('close', () => fail(new Error('the host closed the connection')));
    client.on('ready', () => {
      clearTimeout(timer);
      resolve(client);
    });
  });
}

function explain(error: HandshakeError, options: ClientOptions & { tried: string[] }): Failed {
  const { target, config, tried, isTarget } = options;
  const words = hostWords(error.message);
  const tooMany = error.phase === 'login' && /authentication/i.test(words);
  if (error.level === 'client-authentication' || tooMany) {
    const where = isTarget ? [] : [`at the jump host ${config.hostname}`];
    const said = error.level === 'client-authentication' ? [] : [`the host says: ${words}`];
    return new Failed({
      reason: 'authentication-refused',
      host: target.name,
      user: config.user,
      tried: [...where, ...tried.map((line) => hostWords(line)), ...said],
    });
  }
  const during = error.phase === 'login' ? 'login' : 'SSH handshake';
  return unreachable(
    { name: target.name, hostname: config.hostname, port: config.port },
    error.level === 'client-timeout'
      ? `connected, but the ${during} was not done in time`
      : `the ${during} failed: ${words}`,
  );
}
