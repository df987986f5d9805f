import type { Change } from './change.ts';
import type { DrillName, DrillReport } from './drill.ts';
import type { ExitCode } from './exit-code.ts';
import type { CheckResult, Failure } from './failure.ts';

export type Phase =
  'connect' | 'probe' | 'stage' | 'activate' | 'gate' | 'verify' | 'confirm' | 'revert';

export type HostOutcome = 'ok' | 'changed' | 'failed' | 'skipped' | 'unreachable' | 'reverted';

/** Everything that happens in a run, in order. Reporters (ui/) are the only code that turns these into text. */
export type RunEvent =
  | { event: 'run'; command: string; cluster: string; hosts: string[] }
  /** `order` tells which host goes first where a phase takes them one by one. */
  | {
      event: 'phase';
      phase: Phase;
      state: 'started' | 'done' | 'failed';
      hosts: string[];
      durationMs?: number;
    }
  | {
      event: 'host';
      phase: Phase;
      host: string;
      state: 'started' | 'done' | 'failed';
      durationMs?: number;
      note?: string;
    }
  /** A live line of a slow step (apt, a daemon's own words). */
  | { event: 'output'; host: string; line: string }
  | { event: 'plan'; changes: PlannedChange[]; order: ActivationOrder }
  /** A change has begun or ended on the node. */
  | {
      event: 'change';
      host: string;
      id: string;
      title: string;
      state: 'started' | 'done' | 'failed';
    }
  | { event: 'check'; check: CheckResult }
  /**
   * `index` counts the drills of this run from one. `remainingMs` is an estimate until the last of them is over.
   * `report` comes with `done`.
   */
  | {
      event: 'drill';
      drill: DrillName;
      host: string;
      state: 'started' | 'fault' | 'done';
      index: number;
      of: number;
      remainingMs?: number;
      report?: DrillReport;
    }
  | { event: 'note'; level: 'info' | 'warning'; message: string; host?: string }
  | { event: 'failure'; failure: Failure }
  | ResultEvent;

export interface PlannedChange {
  host: string;
  change: Change;
}

/** Who goes first, and why: "lb02 (standby), then lb01 (holds 192.0.2.100)". */
export interface ActivationOrder {
  hosts: {
    host: string;
    /** `holds no VIP`: nor may it ever. */
    role: 'standby' | 'holder' | 'no holder yet' | 'holds no VIP';
    holds: string[];
  }[];
}

/** The contract that scripts rely on: fields may be added, none removed. */
export interface ResultEvent {
  event: 'result';
  command: string;
  cluster: string | null;
  ok: boolean;
  exitCode: ExitCode;
  durationMs: number;
  hosts: Record<string, { outcome: HostOutcome; changes: number }>;
  transaction: string | null;
  changes?: {
    host: string;
    step: string;
    kind: string;
    title: string;
    certainty: 'exact' | 'predicted';
    diff?: string;
  }[];
  checks?: CheckResult[];
  drills?: unknown[];
  /** `status`: one entry per node. `history`: one per transaction, newest first. */
  nodes?: unknown[];
  transactions?: unknown[];
  /** What went wrong, in one paragraph, when `ok` is false. */
  message?: string;
}

export type Emit = (event: RunEvent) => void;
