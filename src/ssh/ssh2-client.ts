import type { Duplex } from 'node:stream';
import { NodeSSH, type Config as SshConfig } from 'node-ssh';
import type { Client } from 'ssh2';
import { Failed } from '../core/failure.ts';
import type { Target } from '../core/session.ts';
import { agentSocket } from './agent.ts';
import { algorithmsFor } from './algorithms.ts';
import { gatherCredentials, offerInTurn } from './authentication.ts';
import type { SshEnvironment } from './environment.ts';
import { HostKeyCheck } from './host-key-check.ts';
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
    const [hostKey, credentials] = await Promise.all([
      HostKeyCheck.load(target, config),
      gatherCredentials({
        user: config.user,
        explicitFiles: target.identityFiles ?? [],
        configuredFiles: config.identityFiles,
        identitiesOnly: config.identitiesOnly,
        agent: agentSocket(config, environment),
      }),
    ]);
    const tried: string[] = [];
    const connection: SshConfig = {
      sock: stream,
      username: config.user,
      algorithms: algorithmsFor(hostKey.knownTypes()),
      hostVerifier: (key: Buffer) => hostKey.verify(key),
      authHandler: offerInTurn(credentials.offers, tried),
      readyTimeout: 0, // the clock is ours
      ...keepalive,
    };
    const client = await handshake(connection, options.timeoutMs).catch((error: unknown) => {
      const notes = [...tried, ...credentials.notes];
      throw hostKey.refusal ?? explain(error as HandshakeError, { ...options, tried: notes });
    });
    await hostKey.record();
    return client;
  } catch (error) {
    stream.destroy();
    throw error;
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
