import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { badInput } from '../core/failure.ts';
import type { Session, Target } from '../core/session.ts';
import type { SshEnvironment } from './environment.ts';
import { parseJumps } from './proxy-jump.ts';
import type { HostConfig, HostQuery } from './host-config.ts';
import { readHostConfig } from './ssh-config.ts';
import { connectTcp, unreachable } from './tcp.ts';
import { hostWords } from './words.ts';

interface Link {
  client: Client;
  /** The stream below each client, the last hop's first. */
  streams: Duplex[];
  user: string;
}

interface Journey {
  target: Target;
  environment: SshEnvironment;
  /** Milliseconds of the clock at which connecting must be done. */
  deadline: number;
}

const maxHops = 8;

/** A session over ssh2 in this process, through as many jump hosts as ssh_config or the target says. */
export async function connectInProcess(
  target: Target,
  environment: SshEnvironment,
): Promise<Session> {
  const { name, address, port, user, proxyJump } = target;
  const journey = { target, environment, deadline: Date.now() + target.connectTimeoutMs };
  const [link, { openSession }] = await Promise.all([
    openLink({ name, address, port, user, proxyJump }, journey, 0),
    import('./ssh2-session.ts'),
  ]);
  return openSession(link.client, {
    target,
    user: link.user,
    destroy: () => link.streams.forEach((stream) => stream.destroy()),
  });
}

async function openLink(query: HostQuery, journey: Journey, hops: number): Promise<Link> {
  const { target, environment } = journey;
  const config = await readHostConfig(query, environment);
  checkSupported(config, query);
  // Reading ssh2 takes as long as a round trip or ten: the TCP connection is made meanwhile.
  const [{ openClient }, below] = await Promise.all([
    import('./ssh2-client.ts'),
    openStream(query, config, { ...journey, hops }),
  ]);
  const timeoutMs = remaining(journey);
  try {
    const isTarget = hops === 0;
    const options = { target, config, environment, isTarget, timeoutMs };
    const client = await openClient(below[0], options);
    return { client, streams: below, user: config.user };
  } catch (error) {
    below.forEach((stream) => stream.destroy());
    throw error;
  }
}

/** What carries the SSH connection: a socket, or a channel through a jump host and what is below that. */
async function openStream(
  query: HostQuery,
  config: HostConfig,
  journey: Journey & { hops: number },
): Promise<[Duplex, ...Duplex[]]> {
  const { hops } = journey;
  const { hostname, port, addressFamily, bindAddress } = config;
  const endpoint = { name: query.name, hostname, port, addressFamily, bindAddress };
  const jumps = config.proxyJump === null ? [] : parseJumps(config.proxyJump, query.name);
  const last = jumps.at(-1);
  // "Host * / ProxyJump bastion" also says it of the bastion itself.
  if (last === undefined || (last.address === query.address && (last.port ?? 22) === port))
    return [await connectTcp(endpoint, remaining(journey))];
  if (hops >= maxHops) throw unreachable(endpoint, `more than ${maxHops} jump hosts: a loop?`);
  const before = jumps.slice(0, -1).map((jump) => jump.text);
  const proxyJump = before.length === 0 ? undefined : before.join(',');
  const jump = await openLink({ name: query.name, ...last, proxyJump }, journey, hops + 1);
  try {
    return [await forward(jump.client, config), ...jump.streams];
  } catch (error) {
    jump.streams.forEach((stream) => stream.destroy());
    const words = hostWords((error as Error).message);
    throw unreachable(endpoint, `the jump host ${last.address} cannot reach it: ${words}`);
  }
}

function forward(client: Client, { hostname, port }: HostConfig): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, hostname, port, (error, channel) => {
      if (error) return reject(error);
      channel.on('error', () => {}); // the client above it tells
      resolve(channel);
    });
  });
}

/** What is ignored would be a host reached another way, or a key trusted that the operator has disowned. */
function checkSupported(config: HostConfig, { name, address }: HostQuery): void {
  const unsupported = [
    ...(config.proxyCommand === null ? [] : ['ProxyCommand']),
    ...(config.revokedHostKeys === null ? [] : ['RevokedHostKeys']),
  ];
  if (unsupported.length === 0) return;
  const words = unsupported.join(' and ');
  throw badInput({
    message: `ssh_config sets ${words} for ${address} (${name}), which transport ssh2 cannot honour`,
    hint: 'use transport openssh for this host',
  });
}

function remaining({ deadline }: Journey): number {
  return Math.max(1, deadline - Date.now());
}
