import type { Target } from '../core/session.ts';

/** Flags that every command with a cluster takes. */
export interface CommonOptions {
  projectDir: string;
  limit: string[];
  tags: string[];
  yes: boolean;
  json: boolean;
  /** Commander's `--no-color`. */
  color: boolean;
  verbose: number;
  user?: string;
  identity?: string[];
  knownHosts?: string[];
  transport?: Target['transport'];
  acceptNewHostKeys?: boolean;
}

/** How long a changed node waits, and is watched. */
export interface Timing {
  /** Seconds until an unconfirmed node goes back by itself. */
  confirmTimeout: number;
  /** Seconds that a changed node must stay healthy before the next one is touched, and before confirm. */
  settle: number;
}
