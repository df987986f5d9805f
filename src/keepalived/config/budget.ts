/** A thousand lines that each grow to the limit of one must not take minutes. */
const MOST_STEPS = 60_000;
/** After so many lines that have no end the file is not meant. */
const MOST_ENDLESS = 20;
const DEEPEST_INCLUDE = 16;
/** Of files that include each other often. */
const MOST_INCLUDES = 1000;
const MOST_INCLUDED_LINES = 100_000;
const LONGEST_PATH = 4096;

/** What the expansion of one file may cost, whatever it holds. Far more than any that is meant needs. */
export class Budget {
  #steps = 0;
  #endless = 0;
  #includes = 0;
  #lines = 0;

  /** Of all lines together; false: what is left stays as it is written. */
  get mayReplace(): boolean {
    return this.#steps < MOST_STEPS && this.#endless < MOST_ENDLESS;
  }

  endless(): void {
    this.#endless += 1;
  }

  step(): void {
    this.#steps += 1;
  }

  mayInclude(pattern: string, depth: number): boolean {
    this.#includes += 1;
    return (
      depth < DEEPEST_INCLUDE &&
      pattern.length <= LONGEST_PATH &&
      this.#includes <= MOST_INCLUDES &&
      this.mayRead
    );
  }

  /** Another included file. */
  get mayRead(): boolean {
    return this.#lines < MOST_INCLUDED_LINES;
  }

  includedLine(): void {
    this.#lines += 1;
  }
}
