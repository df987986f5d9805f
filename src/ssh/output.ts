/** Bytes as they come; turned into text once and whole, since a packet may end inside a character. */
export class Output {
  readonly #chunks: Buffer[] = [];
  #length = 0;

  /** False, and nothing kept, when this is more than anything we ask for can be. */
  add(chunk: Buffer): boolean {
    this.#length += chunk.length;
    if (this.#length > maxOutputBytes) return false;
    this.#chunks.push(chunk);
    return true;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

/** A node that sends more is broken or hostile, and would take our memory. */
export const maxOutputBytes = 64 * 1024 * 1024;

/** Calls `onLine` for every complete line; what follows the last newline is no line. */
export function lineSplitter(onLine: (line: string) => void): (chunk: Buffer) => void {
  let open: Buffer[] = [];
  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      onLine(Buffer.concat([...open, chunk.subarray(start, end)]).toString('utf8'));
      open = [];
      start = end + 1;
    }
    if (start < chunk.length) open.push(chunk.subarray(start));
  };
}
