import type { Duplex } from 'node:stream';
import type { Dial } from '../core/session.ts';

/** One question to a service, on a connection of its own as most clients come. */
export interface Request {
  address: string;
  port: number;
  /** GET of this path; null: a TCP connection that stands is answer enough. */
  path: string | null;
  /** For the whole of it, from the first packet to the last byte. */
  limitMs: number;
}

export interface Answer {
  /** From the call to the end of the answer, or until it was given up. */
  ms: number;
  /** Why it was not answered in full, one phrase; null when it was, whatever the status. */
  error: string | null;
  /** HTTP status; null without one. */
  status: number | null;
}

/** Of a longer answer the rest is not waited for: that the service serves is proven. */
const ENOUGH_BYTES = 256 * 1024;

/** Asks once. Never rejects, and leaves no connection behind. */
export async function request(dial: Dial, wanted: Request): Promise<Answer> {
  const started = performance.now();
  const end = (error: string | null, status: number | null): Answer => ({
    ms: performance.now() - started,
    error,
    status,
  });
  let stream: Duplex | null = null;
  let late = false;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => {
      late = true;
      resolve(end(`no answer in ${wanted.limitMs} ms`, null));
    }, wanted.limitMs);
  });
  const asked = dial(wanted.address, wanted.port, wanted.limitMs).then(
    (opened) => {
      stream = opened;
      if (late) opened.destroy();
      return wanted.path === null ? end(null, null) : get(opened, wanted, end);
    },
    (error: unknown) => end(error instanceof Error ? error.message : String(error), null),
  );
  try {
    return await Promise.race([asked, limit]);
  } finally {
    clearTimeout(timer);
    // TypeScript does not see the assignment in the callback.
    (stream as Duplex | null)?.destroy();
  }
}

function get(
  stream: Duplex,
  { address, port, path }: Request,
  end: (error: string | null, status: number | null) => Answer,
): Promise<Answer> {
  const host = address.includes(':') ? `[${address}]` : address;
  stream.write(
    `GET ${path} HTTP/1.1\r\nHost: ${host}${port === 80 ? '' : `:${port}`}\r\nUser-Agent: hadeploy\r\nConnection: close\r\n\r\n`,
  );
  return new Promise((resolve) => {
    const response = new Response();
    const done = (error: string | null): void => resolve(end(error, response.status));
    stream.on('data', (chunk: Buffer) => {
      response.take(chunk);
      if (response.error !== null || response.complete) done(response.error);
    });
    stream.on('end', () => done(response.whenClosed()));
    stream.on('close', () => done(response.whenClosed()));
    stream.on('error', (error: Error) => done(`the connection broke off: ${error.message}`));
  });
}

/** As much of RFC 9112 as tells whether an answer is whole: status line, header, the length where it is told. */
class Response {
  status: number | null = null;
  error: string | null = null;
  complete = false;
  #head = '';
  #body: { got: number; length: number | null } | null = null;

  take(chunk: Buffer): void {
    if (this.#body !== null) {
      this.#body.got += chunk.length;
      this.#judge(this.#body);
      return;
    }
    this.#head += chunk.toString('latin1');
    const ends = this.#head.indexOf('\r\n\r\n');
    if (ends < 0) {
      if (this.#head.length > ENOUGH_BYTES) this.error = 'a header without end';
      return;
    }
    this.status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(this.#head)?.[1] ?? NaN) || null;
    if (this.status === null) {
      this.error = 'the answer is not HTTP';
      return;
    }
    const length = /\r\ncontent-length:\s*(\d+)/i.exec(this.#head.slice(0, ends))?.[1];
    const bodiless = this.status === 204 || this.status === 304;
    this.#body = {
      got: this.#head.length - ends - 4,
      length: bodiless ? 0 : length === undefined ? null : Number(length),
    };
    this.#judge(this.#body);
  }

  /** The other side has closed: the end of an answer without length, too early for any other. */
  whenClosed(): string | null {
    if (this.error !== null || this.complete) return this.error;
    if (this.#body?.length === null) return null;
    return this.#head === '' ? 'closed without an answer' : 'closed in the middle of the answer';
  }

  #judge({ got, length }: { got: number; length: number | null }): void {
    this.complete = got >= Math.min(length ?? ENOUGH_BYTES, ENOUGH_BYTES);
  }
}
