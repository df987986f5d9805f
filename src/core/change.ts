import type { Secret } from './secret.ts';

/**
 * What a step wants changed on one node. A closed set: the engine performs, backs up and reverts these
 * and knows nothing of the steps that asked for them. Every change says how it is undone: files,
 * directories, sysctls and services restore what the probe and the backup saw; packages and commands
 * must state it.
 */
export type Change = ChangeBase & ChangeBody;

interface ChangeBase {
  /** Unique in the plan of one host: "03-haproxy-cfg". */
  id: string;
  /** Name and kind of the step that asked. */
  step: string;
  kind: string;
  /** One line for people: "write /etc/haproxy/haproxy.cfg". */
  title: string;
  /** `predicted` when the plan rests on the expected result of an earlier step of the same plan. */
  certainty: 'exact' | 'predicted';
}

export type ChangeBody =
  | FileChange
  | DirectoryChange
  | SysctlChange
  | PackageChange
  | ServiceChange
  | CommandChange
  | WaitChange;

export interface FileState {
  content: Buffer;
  mode: string;
  owner: string;
  group: string;
}

export interface FileChange {
  op: 'file';
  path: string;
  /** null: absent. `content` is missing where the file is too large to show. */
  before: (Omit<FileState, 'content'> & { content?: Buffer }) | null;
  after: FileState | null;
  /** Hex, of the content before; null where there was no file. The node looks again before it acts. */
  beforeSha256: string | null;
  /** The node's own checker of this kind of file, by name; see core/validator.ts. */
  validator?: string;
  /** It stood there before: what its program only complains of is no reason to refuse it. */
  restores?: boolean;
  /** Secrets that stand in `after.content`: whoever shows the content masks them. */
  secrets: Secret[];
}

export interface DirectoryChange {
  op: 'directory';
  path: string;
  before: Omit<FileState, 'content'> | null;
  after: Omit<FileState, 'content'> | null;
}

export interface SysctlChange {
  op: 'sysctl';
  key: string;
  before: string | null;
  after: string;
}

export interface PackageChange {
  op: 'package';
  names: string[];
  /** Why a revert leaves them: shown in the plan. */
  undo: { none: string };
}

export interface UnitState {
  enabled: boolean;
  active: boolean;
}

export interface ServiceChange {
  op: 'service';
  unit: string;
  before: UnitState;
  after: UnitState;
  action: 'none' | 'start' | 'stop' | 'reload' | 'restart';
  /**
   * Settings that change and must be equal on all nodes at every instant: the unit is stopped on the
   * standby, reloaded on the holder, then started on the standby. Empty: nodes may go one by one.
   */
  lockstep: string[];
  /** POSIX sh that moves the node's VIPs to a peer before the unit goes down; exits non-zero when none took them. */
  handover: string | null;
  /** The configuration of a VRRP daemon; null for any other. */
  vrrpConfig: string | null;
}

export interface CommandChange {
  op: 'command';
  /** POSIX sh, run as root on the node. */
  run: string;
  undo: { run: string } | { none: string };
}

/** Not a change of state: activation pauses until the condition holds. */
export interface WaitChange {
  op: 'wait';
  until: { command: string } | { port: number; address: string };
  timeoutSeconds: number;
}
