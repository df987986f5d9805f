import { placeAfter, placeOf, type Place } from '../../core/place.ts';

/** A place in a text that only goes forward. */
export class Cursor {
  at = 0;
  readonly #text: string;
  #place: Place;
  #placed = 0;
  /** Where a text was found last: until the cursor has passed it there is no nearer one. */
  readonly #found = new Map<string, number>();

  constructor(text: string, place: Place) {
    this.#text = text;
    this.#place = placeOf(place);
  }

  get isAtEnd(): boolean {
    return this.at >= this.#text.length;
  }

  get char(): string {
    return this.#text.charAt(this.at);
  }

  get place(): Place {
    const passed = this.#text.slice(this.#placed, this.at);
    if (passed !== '') this.#place = placeAfter(this.#place, passed);
    this.#placed = this.at;
    return this.#place;
  }

  is(text: string): boolean {
    return this.#text.startsWith(text, this.at);
  }

  oneOf(texts: readonly string[]): string | null {
    return texts.find((text) => this.is(text)) ?? null;
  }

  /** Where a text stands next, so many signs after here; Infinity: nowhere. */
  next(text: string, after: number): number {
    const from = this.at + after;
    const known = this.#found.get(text) ?? -1;
    if (known >= from) return known;
    const at = this.#text.indexOf(text, from);
    const found = at === -1 ? Infinity : at;
    this.#found.set(text, found);
    return found;
  }

  /** What a sticky pattern finds here; empty: nothing. */
  peek(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    return pattern.exec(this.#text)?.[0] ?? '';
  }

  skip(pattern: RegExp): string {
    return this.take(this.peek(pattern).length);
  }

  take(length: number): string {
    const from = this.at;
    this.at = Math.min(this.#text.length, from + length);
    return this.#text.slice(from, this.at);
  }

  since(from: number): string {
    return this.#text.slice(from, this.at);
  }
}
