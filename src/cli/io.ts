import type { Connect, Dial } from '../core/session.ts';

/** The process, as the command line sees it; main.ts builds the real one, tests their own. */
export interface Io {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  stdin: NodeJS.ReadStream;
  env: NodeJS.ProcessEnv;
  /** Working directory, absolute. */
  cwd: string;
  /** "anna@laptop": who nodes and colleagues see. */
  owner: string;
  /** Opens sessions to real hosts. */
  connect: Connect;
  /** Connects as a client of the VIPs would, from this machine. */
  dial: Dial;
  /** Calls back at each Ctrl-C or SIGTERM; the function it returns ends that. */
  onInterrupt(callback: () => void): () => void;
  /** Ends the process at once. */
  exit(code: number): never;
}
