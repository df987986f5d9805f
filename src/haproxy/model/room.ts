/** More listeners and servers than the ranges of any real file come to; those of a hostile one must not fill the memory. */
const MOST = 20_000;

/** What is left for the ranges of one file. */
export class Room {
  #left = MOST;

  /** As many of so many as there is room for; the first one always. */
  take(count: number): number {
    if (count <= 1) return Math.max(0, count);
    const more = Math.min(count - 1, this.#left);
    this.#left -= more;
    return 1 + more;
  }
}
