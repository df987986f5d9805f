import { isIP } from 'node:net';
import { badInput, type Problem } from '../../core/failure.ts';
import { SecretRef } from '../../adopt/secret-names.ts';
import { name as nameSchema } from '../../core/schema.ts';
import { Secret } from '../../core/secret.ts';
import type { Target } from '../../core/session.ts';
import type { CommonOptions } from '../options.ts';

/** `--host [USER@]ADDRESS[:PORT]`; an IPv6 address with a port stands in brackets. */
export interface Named {
  /** As it was typed. */
  typed: string;
  address: string;
  user?: string;
  port?: number;
}

export interface AdoptWish {
  cluster: string;
  hosts: string[];
  /** `NAME=DIR`, as typed. */
  nodes: string[];
}

/** Throws `bad-input` with everything that is wrong with the command line. */
export function checkWish({ cluster, hosts, nodes }: AdoptWish): void {
  const checked = nameSchema('a cluster').safeParse(cluster);
  const names = nodes.map((text) => text.split('=')[0] ?? '');
  const given = [...hosts, ...names];
  const problems: Problem[] = [
    ...(checked.success
      ? []
      : [{ message: `\`${cluster}\`: ${checked.error.issues[0]?.message ?? 'no name'}` }]),
    ...twoNodes(hosts.length, nodes.length),
    ...hosts.filter((text) => hostNamed(text) === null).map(notAHost),
    ...nodes
      .filter((text) => !/^[^=]+=./s.test(text))
      .map((text) => ({
        message: `--node ${text}: must be NAME=DIR`,
        hint: 'as --node lb01=./lb01 --node lb02=./lb02',
      })),
    ...names
      .filter((name) => !nameSchema('a host').safeParse(name).success)
      .map((name) => ({
        message: `--node ${name}: is no name of a host`,
        hint: 'begin with a letter; letters, digits, `_`, `.` and `-`',
      })),
    ...(new Set(given).size < given.length
      ? [{ message: `${given[0]} is named twice`, hint: 'name both nodes of the pair' }]
      : []),
  ];
  if (problems.length > 0) throw badInput(...problems);
}

export function hostNamed(text: string): Named | null {
  const match = /^(?:([A-Za-z0-9_][\w.\\+-]*)@)?(.+)$/.exec(text);
  const [, user, rest = ''] = match ?? [];
  const bracketed = /^\[([0-9A-Fa-f:.]+)\](?::(\d{1,5}))?$/.exec(rest);
  const [, address = '', port] =
    bracketed ?? (isIP(rest) === 6 ? [rest, rest] : (/^([^:]+)(?::(\d{1,5}))?$/.exec(rest) ?? []));
  const isAddress = isIP(address) !== 0;
  const isHost = /^[A-Za-z0-9]([\w.-]{0,251}[A-Za-z0-9])?$/.test(address);
  if ((!isAddress && (!isHost || /^[0-9.]+$/.test(address))) || Number(port ?? 22) > 65535)
    return null;
  return {
    typed: text,
    address,
    ...(user !== undefined && { user }),
    ...(port !== undefined && { port: Number(port) }),
  };
}

/** Where the inventory that is written looks for it, too. */
const sudoSecret = 'sudo_password';
const sudoVariable = 'HADEPLOY_SECRET_SUDO_PASSWORD';

export function targetOf(host: Named, options: CommonOptions, env: NodeJS.ProcessEnv): Target {
  const user = host.user ?? options.user;
  const password = env[sudoVariable] ?? '';
  return {
    name: host.typed,
    address: host.address,
    ...(host.port !== undefined && { port: host.port }),
    ...(user !== undefined && { user }),
    ...(options.identity && { identityFiles: options.identity }),
    ...(options.knownHosts && { knownHostsFiles: options.knownHosts }),
    hostKeys: options.acceptNewHostKeys ? 'accept-new' : 'strict',
    become:
      user === 'root'
        ? { sudo: false }
        : { sudo: true, ...(password !== '' && { password: new Secret(sudoSecret, password) }) },
    transport: options.transport ?? 'ssh2',
    connectTimeoutMs: 10_000,
  };
}

/** What the inventory says of the connection, so that the next command needs no flags. */
export function connectionOf(target: Target): Record<string, unknown> {
  const { user, port, identityFiles, knownHostsFiles, transport, become } = target;
  return {
    ...(user !== undefined && { user }),
    ...(port !== undefined && { port }),
    ...(identityFiles && { identity: identityFiles }),
    ...(knownHostsFiles && { known_hosts: knownHostsFiles }),
    ...(!become.sudo && { become: 'none' }),
    ...(become.sudo && become.password && { sudo_password: new SecretRef(sudoSecret) }),
    ...(transport !== 'ssh2' && { transport }),
  };
}

function twoNodes(hosts: number, nodes: number): Problem[] {
  if ((hosts === 2 && nodes === 0) || (hosts === 0 && nodes === 2)) return [];
  const isMixed = hosts > 0 && nodes > 0;
  const message = isMixed
    ? 'adopt reads both nodes the same way: --host twice, or --node twice'
    : hosts + nodes > 2
      ? `adopt takes the two nodes of a pair, not ${hosts + nodes}`
      : 'adopt needs both nodes of the pair';
  const hint = 'as --host lb01.example --host lb02.example, or --node lb01=DIR --node lb02=DIR';
  return [{ message, hint }];
}

function notAHost(text: string): Problem {
  return {
    message: `--host ${text}: must be ADDRESS, USER@ADDRESS or USER@ADDRESS:PORT`,
    hint: 'the address is an IP address, a host name or a name from your ssh configuration',
  };
}
