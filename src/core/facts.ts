/** What one probe said about one node. Plain data: steps, gates and checks are pure functions of it. */
export interface Facts {
  system: SystemFacts;
  addresses: AddressFact[];
  files: Record<string, FileFact>;
  units: Record<string, UnitFact>;
  packages: Record<string, PackageFact>;
  sysctls: Record<string, string | null>;
  guards: Record<string, number>;
  daemons?: DaemonFacts;
  /** By the query's name. */
  outputs?: Record<string, OutputFact>;
  /** Our own clock, milliseconds since the epoch, before the node read `system.clock` and after: how far it can be off. */
  clockReadBetween?: { from: number; to: number };
  /** Managed files that differ from what the last confirmed transaction left; asked by `status` and `verify`. */
  drifted?: string[];
  /** Transactions and lease of the cluster, as the node remembers them. */
  transactions: TransactionFact[];
  lease: LeaseFact | null;
  /** Predicted by the planner, empty in a real probe: what earlier steps of this plan will have changed. */
  pending: PendingFacts;
}

export interface SystemFacts {
  hostname: string;
  /** `ID` and `VERSION_ID` of os-release(5), "debian" "12". */
  distro: string;
  distroVersion: string;
  kernel: string;
  bootId: string;
  packageManager: 'apt' | 'dnf' | 'yum' | null;
  systemd: boolean;
  /** Seconds since the epoch by the node's clock, with fraction. */
  clock: number;
}

export interface AddressFact {
  interface: string;
  family: 4 | 6;
  /** Without prefix length. */
  address: string;
  prefixLength: number;
}

export type FileFact =
  | { type: 'absent' }
  | {
      type: 'file' | 'directory' | 'symlink' | 'other';
      /** Four octal digits, "0644". */
      mode: string;
      owner: string;
      group: string;
      /** Seconds since the epoch. */
      mtime: number;
      size: number;
      /** Of regular files only, hex. */
      sha256?: string;
      /** Present only where the query asked for it and the file is at most 1 MiB. */
      content?: Buffer;
    };

export interface UnitFact {
  /** systemd's LoadState: loaded, not-found, masked … */
  load: string;
  /** ActiveState: active, inactive, failed, activating … */
  active: string;
  sub: string;
  /** UnitFileState: enabled, disabled, static, masked …; empty when the unit has no file. */
  enabled: string;
  canReload: boolean;
  mainPid: number;
  /** Monotonic clock of the node, microseconds; 0 when never active. */
  activeSinceUs: number;
  /** The same clock, when its state changed last; a reload counts. 0 where the node did not say. */
  changedAtUs: number;
  /** How often systemd has started it again by itself since somebody started it. */
  restarts: number;
  /** systemd's Restart: no, on-failure, always …; empty where the node did not say. */
  restart: string;
  /** How long systemd waits before that; absent where the node did not say, or it waits for ever. */
  restartDelayMs?: number;
}

export interface PackageFact {
  installed: string | null;
  /** Version on offer; asked only when the package is absent, null when the node's package lists know none. */
  candidate: string | null;
}

export interface OutputFact {
  code: number;
  /** stdout and stderr, as they came. */
  text: string;
}

export interface DaemonFacts {
  /** "2.2.7", null when not installed. */
  keepalivedVersion: string | null;
  haproxyVersion: string | null;
  /** VRRP state by instance name as keepalived reports it, empty when it could not say. */
  vrrpStates: Record<string, 'INIT' | 'BACKUP' | 'MASTER' | 'FAULT'>;
  /** Rows of haproxy's `show stat`: one per server. */
  servers: { backend: string; server: string; status: string }[];
}

export interface TransactionFact {
  id: string;
  /** See engine/transaction.ts for the life of a transaction. */
  state: TransactionState;
  /** Seconds since the epoch, node's clock. */
  startedAt: number;
  owner: string;
  title: string;
  /** The hosts that took part. */
  hosts: string[];
  /** The reason of the failure for which it was abandoned. */
  why?: string;
}

export type TransactionState =
  | 'staging'
  | 'staged'
  | 'activating'
  | 'active'
  | 'confirmed'
  | 'reverting'
  | 'reverted'
  | 'revert-failed'
  /** Was in doubt, and `resume` has settled it. */
  | 'healed'
  | 'abandoned';

export interface LeaseFact {
  run: string;
  owner: string;
  /** Seconds since the epoch, node's clock. */
  since: number;
  /** Seconds from the moment of the probe until it expires by itself; at most 0 when it has. */
  remaining: number;
}

export interface PendingFacts {
  /** Paths that an earlier change of this plan writes or removes. */
  paths: string[];
  /** Packages that an earlier change of this plan installs: what they bring (units, directories) is predicted. */
  packages: string[];
  /** What these changes make of files: for steps that must know what differs. null: absent; undefined: not known. */
  contents: Record<string, { before: Buffer | null | undefined; after: Buffer | null }>;
}

export const nothingPending: PendingFacts = { paths: [], packages: [], contents: {} };
