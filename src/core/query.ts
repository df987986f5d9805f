/**
 * What a step needs to know about a node, as data. The engine joins the queries of all steps into one
 * probe, removes doubles, and decodes one answer into `Facts` (facts.ts).
 */
export type Query =
  /** A file's state. Its content comes back only where it differs from `unlessSha256` (hex), so that a no-op moves no bytes. */
  | { query: 'file'; path: string; unlessSha256?: string }
  /** A systemd unit's state, `haproxy` or `haproxy.service`. */
  | { query: 'unit'; unit: string }
  /** Installed version of a package and, when it is absent, the version the node's repositories offer. */
  | { query: 'package'; name: string }
  /** A kernel parameter's live value, dotted key. */
  | { query: 'sysctl'; key: string }
  /** Exit code of a read-only shell command, run as root. */
  | { query: 'guard'; command: string }
  /** Managed files that somebody else has changed since the last confirmed transaction. */
  | { query: 'drift' }
  /** What the daemons say of themselves, for `status` and `verify`: versions, VRRP state, backends. Costs forks: never part of a plan. */
  | { query: 'daemons'; haproxySocket: string }
  /** The node's clock against ours. */
  | { query: 'clock' }
  /** What a read-only script prints when it is run as root with these arguments; `script` is its text. All of them run at once. For `verify`. */
  | { query: 'output'; name: string; script: string; args: string[] };
