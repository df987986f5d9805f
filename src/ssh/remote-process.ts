import type { Readable, Writable } from 'node:stream';

/** A command on the other side, however it got there. */
export interface RemoteProcess {
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
  /** After all output was read. Never rejects. */
  ended: Promise<Ending>;
  /** Ends it at once, as far as the other side lets us. */
  kill(): void;
}

export type Ending =
  | { end: 'exited'; code: number }
  /** The link ended before the command's answer was complete: what it did is not known. */
  | { end: 'lost'; detail: string };
