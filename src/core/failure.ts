import { exitCodes, type ExitCode } from './exit-code.ts';

/** Where in a file of the user's, one-based. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

/** One thing wrong with what the user wrote. All of them are reported at once. */
export interface Problem {
  message: string;
  place?: Place;
  /** The text of that line, where the file is none of this machine. */
  line?: string;
  /** Dotted path inside the document: "hosts.lb01.priority". */
  path?: string;
  /** What to do: "did you mean `priority`?". */
  hint?: string;
}

export interface CheckResult {
  id: string;
  title: string;
  ok: boolean;
  detail: string;
  host?: string;
  /** It holds, but a person should know what `detail` says first. */
  warning?: true;
  /** What to do when it fails, or about the warning. */
  advice?: string;
}

/** Everything that is expected to go wrong. Text and hints are made in ui/failure-text.ts. */
export type Failure =
  | {
      reason: 'bad-input';
      problems: Problem[];
      /** What to do about all of them. */
      hint?: string;
    }
  | { reason: 'unreachable'; host: string; address: string; detail: string }
  | {
      reason: 'host-key-unknown';
      host: string;
      address: string;
      fingerprint: string;
      keyType: string;
      knownHosts: string[];
      /** What to do besides comparing the fingerprint. */
      hint?: string;
    }
  | {
      reason: 'host-key-changed';
      host: string;
      address: string;
      fingerprint: string;
      keyType: string;
      place: Place | null;
    }
  | {
      reason: 'host-key-revoked';
      host: string;
      address: string;
      fingerprint: string;
      place: Place | null;
    }
  | { reason: 'authentication-refused'; host: string; user: string; tried: string[] }
  | { reason: 'sudo-refused'; host: string; user: string; detail: string }
  | { reason: 'timed-out'; host: string; what: string; seconds: number }
  | { reason: 'connection-lost'; host: string; what: string; detail: string }
  | { reason: 'node-unfit'; host: string; detail: string; hint: string }
  | {
      reason: 'command-failed';
      host: string;
      step: string;
      command: string;
      exitCode: number;
      output: string;
    }
  | {
      reason: 'package-failed';
      host: string;
      step: string;
      packages: string[];
      exitCode: number;
      output: string;
    }
  | {
      reason: 'candidate-invalid';
      host: string;
      step: string;
      path: string;
      validator: string;
      exitCode: number;
      output: string;
      excerpt: string | null;
    }
  | { reason: 'unsupported-change'; host: string; step: string; detail: string; hint: string }
  | { reason: 'gate-failed'; host: string; checks: CheckResult[] }
  | { reason: 'not-converged'; host: string; changes: string[] }
  | {
      reason: 'lease-held';
      host: string;
      owner: string;
      run: string;
      since: number;
      remainingSeconds: number;
    }
  | { reason: 'plan-stale'; hosts: { host: string; facts: string[] }[] }
  | { reason: 'interrupted' }
  /** null: none was named, and there is none. */
  | { reason: 'no-such-transaction'; transaction: string | null; known: string[] }
  | {
      reason: 'in-doubt';
      transaction: string;
      hosts: { host: string; state: string }[];
      heal: string;
    };

/** The one exception for expected failures; anything else thrown is a bug. */
export class Failed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.reason, options);
    this.name = 'Failed';
    this.failure = failure;
  }
}

/** The link ended, or could not be made: trying again may help. */
export function isLinkFailure(error: unknown): error is Failed {
  return (
    error instanceof Failed &&
    (error.failure.reason === 'connection-lost' ||
      error.failure.reason === 'unreachable' ||
      error.failure.reason === 'timed-out')
  );
}

export function badInput(...problems: Problem[]): Failed {
  return new Failed({ reason: 'bad-input', problems });
}

/** The exit code of a run that failed this way before anything was changed, or after everything was reverted. */
export function exitCodeOf(failure: Failure): ExitCode {
  switch (failure.reason) {
    case 'bad-input':
    case 'no-such-transaction':
      return exitCodes.badInput;
    case 'unreachable':
    case 'host-key-unknown':
    case 'host-key-changed':
    case 'host-key-revoked':
    case 'authentication-refused':
    case 'sudo-refused':
      return exitCodes.unreachable;
    case 'lease-held':
      return exitCodes.leaseHeld;
    case 'in-doubt':
      return exitCodes.inDoubt;
    case 'timed-out':
    case 'connection-lost':
    case 'node-unfit':
    case 'command-failed':
    case 'package-failed':
    case 'candidate-invalid':
    case 'unsupported-change':
    case 'gate-failed':
    case 'not-converged':
    case 'plan-stale':
    case 'interrupted':
      return exitCodes.failed;
  }
}
