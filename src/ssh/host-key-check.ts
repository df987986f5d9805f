import { Failed } from '../core/failure.ts';
import type { Target } from '../core/session.ts';
import type { HostConfig } from './host-config.ts';
import {
  fingerprint,
  type HostName,
  judgeHostKey,
  knownKeyTypes,
  primaryName,
} from './host-key.ts';
import { hostKeyFailure } from './host-key-failure.ts';
import { type KnownHost, typeOfKey } from './known-hosts.ts';
import { readKnownHosts, recordHostKey } from './known-hosts-files.ts';

/** The check of one host's key, in two parts: what a key is worth, and writing down a new one that has proved itself. */
export class HostKeyCheck {
  /** Set when `verify` has said no. */
  refusal: Failed | null = null;
  readonly #target: Target;
  readonly #config: HostConfig;
  readonly #host: HostName;
  readonly #entries: KnownHost[];
  #newKey: Buffer | null = null;

  static async load(target: Target, config: HostConfig): Promise<HostKeyCheck> {
    const files = [...userFiles(target, config), ...config.globalKnownHostsFiles];
    return new HostKeyCheck(target, config, await readKnownHosts(files));
  }

  private constructor(target: Target, config: HostConfig, entries: KnownHost[]) {
    this.#target = target;
    this.#config = config;
    this.#entries = entries;
    const { hostname, port, hostKeyAlias } = config;
    this.#host = { hostname, port, alias: hostKeyAlias };
  }

  /** To be asked for first. */
  knownTypes(): string[] {
    return knownKeyTypes(this.#entries, this.#host);
  }

  verify(key: Buffer): boolean {
    const verdict = judgeHostKey(this.#entries, this.#host, key);
    if (verdict.verdict === 'known') return true;
    if (verdict.verdict === 'unknown' && this.#target.hostKeys === 'accept-new') {
      this.#newKey = key;
      return true;
    }
    this.refusal = hostKeyFailure(verdict, key, {
      host: this.#target.name,
      address: primaryName(this.#host),
      knownHosts: userFiles(this.#target, this.#config),
    });
    return false;
  }

  /** To be called after the handshake: `verify` is asked before the host has proved to hold the key. */
  async record(): Promise<void> {
    const key = this.#newKey;
    const [file] = userFiles(this.#target, this.#config);
    if (key === null || file === undefined) return;
    const name = primaryName(this.#host);
    try {
      await recordHostKey(file, name, key, { hashed: this.#config.hashKnownHosts });
    } catch (error) {
      const why = `it cannot be recorded: ${(error as Error).message}`;
      throw new Failed(
        {
          reason: 'host-key-unknown',
          host: this.#target.name,
          address: name,
          fingerprint: fingerprint(key),
          keyType: typeOfKey(key) ?? '',
          knownHosts: [file],
          hint: why,
        },
        { cause: error },
      );
    }
  }
}

function userFiles(target: Target, config: HostConfig): string[] {
  return target.knownHostsFiles ?? config.userKnownHostsFiles;
}
