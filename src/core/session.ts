import type { Duplex } from 'node:stream';
import type { Secret } from './secret.ts';

/** Everything needed to reach one host, after inventory, flags and ssh_config(5) have been joined. */
export interface Target {
  /** Inventory name, used in every message. */
  name: string;
  /** Host name or address to connect to; also looked up in ssh_config(5). */
  address: string;
  port?: number;
  user?: string;
  identityFiles?: string[];
  knownHostsFiles?: string[];
  /** `strict` refuses unknown keys; `accept-new` records them (ssh_config StrictHostKeyChecking). A changed key is refused always. */
  hostKeys: 'strict' | 'accept-new';
  /** "user@host:port", overrides ssh_config. */
  proxyJump?: string;
  become: { sudo: false } | { sudo: true; password?: Secret };
  transport: 'ssh2' | 'openssh';
  connectTimeoutMs: number;
}

/** A script for the node's `sh`. It travels on stdin, never in argv: it may hold secrets. */
export interface RemoteTask {
  /** For messages: "probe", "stage". */
  what: string;
  script: string;
  /** Through sudo when the target's user is not root. */
  root: boolean;
  /** Wall-clock limit for the whole task. */
  timeoutMs: number;
  /** Called for each complete line of stdout as it comes. */
  onLine?: (line: string) => void;
}

export interface RemoteAnswer {
  /** A command killed by a signal has 128 + its number, as in sh(1). */
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * One authenticated connection to one host. All methods reject with `Failed` (failure.ts):
 * `connection-lost` when the link ended before the answer, `timed-out`, `sudo-refused`.
 * A non-zero exit is an answer, not a failure.
 */
export interface Session {
  readonly host: string;
  run(task: RemoteTask): Promise<RemoteAnswer>;
  /** A TCP connection made from the host (ssh direct-tcpip). */
  dial(address: string, port: number): Promise<Duplex>;
  /** Ends the connection at once; safe to call twice. */
  close(): void;
}

/**
 * A TCP connection from where one stands: from this machine (`Io.dial`), or from a host (`Session.dial`, which has a
 * limit of its own). It has an error listener already. Rejects with an Error whose message is for people.
 */
export type Dial = (address: string, port: number, limitMs?: number) => Promise<Duplex>;

/** Rejects with `Failed`: unreachable, host-key-*, authentication-refused, timed-out. */
export type Connect = (target: Target) => Promise<Session>;
