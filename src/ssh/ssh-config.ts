import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { badInput, Failed } from '../core/failure.ts';
import type { SshEnvironment } from './environment.ts';
import { defaultConfig, home, type HostConfig, type HostQuery } from './host-config.ts';
import { readPlainConfig } from './ssh-config-plain.ts';
import { hostWords } from './words.ts';

const queryTimeoutMs = 5000;

/**
 * Asks OpenSSH itself (`ssh -G`), so that Host, Match, Include and tokens mean what they mean to ssh. Where the
 * files say nothing that could matter here, no process is started: it costs more than a key exchange.
 */
export async function readHostConfig(
  query: HostQuery,
  environment: SshEnvironment,
): Promise<HostConfig> {
  const plain = environment.configFile === undefined ? await readPlainConfig() : null;
  if (plain !== null) return { ...defaultConfig(query), ...plain };
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
