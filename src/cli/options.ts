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

export interface ApplyFlags extends CommonOptions {
  confirmTimeout: number;
}
