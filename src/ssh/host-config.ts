import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';

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

/** OpenSSH goes by the account's home directory; HOME is what is left where there is no account. */
export function home(): string {
  return userInfo().homedir || homedir();
}
