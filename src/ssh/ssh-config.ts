import { execFile } from 'node:child_process';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { badInput, Failed } from '../core/failure.ts';
import type { SshEnvironment } from './environment.ts';
import { hostWords } from './words.ts';

/** How to reach one host (the target or a jump), after ssh_config(5) has had its say. */
export interface HostConfig {
  hostname: string;
  port: number;
  user: string;
  /** In the order to try, `~` and tokens expanded; may name files that do not exist. */
  identityFiles: string[];
  identitiesOnly: boolean;
  /** Path, "none", "SSH_AUTH_SOCK" or "$NAME"; null where the configuration is silent. */
  identityAgent: string | null;
  userKnownHostsFiles: string[];
  globalKnownHostsFiles: string[];
  /** Name to look up in known_hosts in place of the host's own. */
  hostKeyAlias: string | null;
  hashKnownHosts: boolean;
  /** "user@host:port,…" */
  proxyJump: string | null;
  proxyCommand: string | null;
  revokedHostKeys: string | null;
  /** 0: any */
  addressFamily: 0 | 4 | 6;
  bindAddress: string | null;
}

/** What is asked of ssh_config(5). */
export interface HostQuery {
  /** Inventory name, for messages. */
  name: string;
  address: string;
  port?: number | undefined;
  user?: string | undefined;
  proxyJump?: string | undefined;
}

const queryTimeoutMs = 5000;

/** Asks OpenSSH itself (`ssh -G`), so that Host, Match, Include and tokens mean what they mean to ssh. */
export async function readHostConfig(
  query: HostQuery,
  environment: SshEnvironment,
): Promise<HostConfig> {
  const args = ['-G', '-T'];
  if (environment.configFile !== undefined) args.push('-F', environment.configFile);
  if (query.port !== undefined) args.push('-p', String(query.port));
  if (query.user !== undefined) args.push('-l', query.user);
  if (query.proxyJump !== undefined) args.push('-o', `ProxyJump=${query.proxyJump}`);
  args.push('--', query.address);
  const output = await askOpenssh(args, query);
  return output === null ? defaultConfig(query) : parseHostConfig(output, query);
}

/** null where there is no ssh on this machine: then nothing has read a configuration before either. */
function askOpenssh(args: string[], query: HostQuery): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const options = { timeout: queryTimeoutMs, killSignal: 'SIGKILL' as const };
    execFile('ssh', args, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      if (error.code === 'ENOENT') return resolve(null);
      if (error.killed === true) return reject(tooSlow(query));
      const words = hostWords(stderr);
      reject(
        badInput({
          message: `ssh refuses its configuration for ${query.name}: ${words}`,
          hint: `run: ssh -G ${query.address}`,
        }),
      );
    });
  });
}

function tooSlow({ name, address }: HostQuery): Failed {
  const detail = `\`ssh -G ${address}\` gave no answer in ${queryTimeoutMs / 1000} s (a slow "Match exec" in ssh_config?)`;
  return new Failed({ reason: 'unreachable', host: name, address, detail });
}

/** Reads the output of `ssh -G`: one "keyword value" a line, keywords in lower case, identityfile repeated. */
export function parseHostConfig(output: string, query: HostQuery): HostConfig {
  const values = new Map<string, string[]>();
  for (const line of output.split('\n')) {
    const [, keyword, value] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (keyword === undefined || value === undefined) continue;
    values.set(keyword, [...(values.get(keyword) ?? []), value]);
  }
  const one = (keyword: string): string | null => {
    const value = values.get(keyword)?.[0];
    return value === undefined || value === 'none' ? null : value;
  };
  const defaults = defaultConfig(query);
  const config = {
    hostname: one('hostname') ?? defaults.hostname,
    port: Number(one('port') ?? defaults.port),
    user: one('user') ?? defaults.user,
  };
  const expand = (path: string): string => expandPath(path, { ...config, alias: query.address });
  const files = (keyword: string, otherwise: string[]): string[] =>
    values.get(keyword)?.[0]?.split(' ').filter(isFile).map(expand) ?? otherwise;
  return {
    ...config,
    identityFiles: (values.get('identityfile') ?? []).filter(isFile).map(expand),
    identitiesOnly: one('identitiesonly') === 'yes',
    // "none" means something here: no agent, although SSH_AUTH_SOCK is set.
    identityAgent: values.get('identityagent')?.map(expand)[0] ?? null,
    userKnownHostsFiles: files('userknownhostsfile', defaults.userKnownHostsFiles),
    globalKnownHostsFiles: files('globalknownhostsfile', defaults.globalKnownHostsFiles),
    hostKeyAlias: one('hostkeyalias'),
    hashKnownHosts: one('hashknownhosts') === 'yes',
    proxyJump: one('proxyjump'),
    proxyCommand: one('proxycommand'),
    revokedHostKeys: one('revokedhostkeys'),
    addressFamily: addressFamilies[one('addressfamily') ?? 'any'] ?? 0,
    bindAddress: one('bindaddress'),
  };
}

const addressFamilies: Record<string, 0 | 4 | 6> = { any: 0, inet: 4, inet6: 6 };

function isFile(path: string): boolean {
  return path !== '' && path !== 'none';
}

/** OpenSSH goes by the account's home directory; HOME is what is left where there is no account. */
function home(): string {
  return userInfo().homedir || homedir();
}

/** The tokens of ssh_config(5) that make sense in a path, and `~`. */
function expandPath(
  path: string,
  host: { hostname: string; port: number; user: string; alias: string },
): string {
  const tokens: Record<string, string> = {
    '%%': '%',
    '%d': home(),
    '%h': host.hostname,
    '%n': host.alias,
    '%p': String(host.port),
    '%r': host.user,
    '%u': userInfo().username,
  };
  return path
    .replace(/^~(?=\/|$)/, () => home())
    .replaceAll(/%./g, (token) => tokens[token] ?? token);
}

/** As ssh behaves without any configuration. */
export function defaultConfig(query: HostQuery): HostConfig {
  const sshDirectory = join(home(), '.ssh');
  return {
    hostname: query.address.toLowerCase(),
    port: query.port ?? 22,
    user: query.user ?? userInfo().username,
    identityFiles: ['id_rsa', 'id_ecdsa', 'id_ed25519'].map((name) => join(sshDirectory, name)),
    identitiesOnly: false,
    identityAgent: null,
    userKnownHostsFiles: [join(sshDirectory, 'known_hosts'), join(sshDirectory, 'known_hosts2')],
    globalKnownHostsFiles: ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
    hostKeyAlias: null,
    hashKnownHosts: false,
    proxyJump: query.proxyJump ?? null,
    proxyCommand: null,
    revokedHostKeys: null,
    addressFamily: 0,
    bindAddress: null,
  };
}

/** ssh tries these where the configuration names no key: their absence is nothing to tell. */
export function isDefaultIdentity(path: string): boolean {
  return /\/\.ssh\/id_(rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk|xmss)$/.test(path);
}
