import type { Place } from '../../core/place.ts';
import type { ShellWord } from './command.ts';
import type { Cursor } from './cursor.ts';

/** Deeper substitutions are read as plain text: no real script has them. */
const DEEPEST = 40;

/** What the reader of commands does for that of words. */
interface Outer {
  /** The commands of a substitution, up to its end. */
  list(close: ')' | '`', depth: number): void;
  problem(message: string, at: Place): void;
}

/** Reads one word with its quotes and substitutions. */
export class WordReader {
  readonly #in: Cursor;
  readonly #outer: Outer;
  /** What ends the lists that are being read, the innermost last. */
  readonly #closing: string[] = [];

  constructor(cursor: Cursor, outer: Outer) {
    this.#in = cursor;
    this.#outer = outer;
  }

  read(depth: number, isTest: boolean): ShellWord {
    let text = '';
    let isQuoted = false;
    let isLiteral = true;
    const word = this.raw(() => {
      const stop = isTest ? /[ \t\r\n]/y : /[ \t\r\n;&|()<>]/y;
      while (!this.#in.isAtEnd && this.#in.peek(stop) === '') {
        if (this.#in.is('`') && this.#closing.at(-1) === '`') return;
        if (isTest && text === '' && this.#in.is(']]')) {
          text += this.#in.take(2);
          return;
        }
        const sign = this.#in.char;
        if (sign === '\\') {
          isQuoted = true;
          text += this.#in.take(2).slice(1);
        } else if (sign === "'") {
          isQuoted = true;
          text += this.#single();
        } else if (sign === '"') {
          isQuoted = true;
          const inner = this.#double(depth);
          text += inner.text;
          isLiteral &&= inner.isLiteral;
        } else if (sign === '$' || sign === '`') {
          const inner = this.#substitution(depth);
          text += inner;
          if (inner !== '$') isLiteral = false;
        } else text += this.#in.take(1);
      }
      // A `(` in `[[ ]]` or a stray sign: never stand still.
      if (this.#in.peek(stop) !== '' && text === '' && !isQuoted) text += this.#in.take(1);
    });
    return { ...word, text, isQuoted, isLiteral };
  }

  #single(): string {
    const { place } = this.#in;
    const body = this.#in.take(1) + this.#in.skip(/[^']*/y);
    if (this.#in.isAtEnd) this.#outer.problem("a ' is never closed", place);
    this.#in.take(1);
    return body.slice(1);
  }

  #double(depth: number): { text: string; isLiteral: boolean } {
    const { place } = this.#in;
    let text = '';
    let isLiteral = true;
    this.#in.take(1);
    while (!this.#in.isAtEnd && !this.#in.is('"')) {
      const sign = this.#in.char;
      if (sign === '\\') text += this.#in.take(2).slice(1);
      else if (sign === '$' || (sign === '`' && this.#closing.at(-1) !== '`')) {
        const inner = this.#substitution(depth);
        text += inner;
        if (inner !== '$') isLiteral = false;
      } else text += this.#in.take(1);
    }
    if (this.#in.isAtEnd) this.#outer.problem('a " is never closed', place);
    this.#in.take(1);
    return { text, isLiteral };
  }

  /** `$NAME`, `${…}`, `$(…)`, `$((…))`, backquotes; what it is written as. */
  #substitution(depth: number): string {
    const from = this.#in.at;
    if (this.#in.is('$((')) {
      this.#in.take(1);
      this.#arithmetic();
    } else if (depth < DEEPEST && this.#in.is('$(')) {
      this.#in.take(2);
      this.#nested(')', depth);
    } else if (depth < DEEPEST && this.#in.is('`')) {
      this.#in.take(1);
      this.#nested('`', depth);
    } else if (depth < DEEPEST && this.#in.is('${')) this.#parameter(depth + 1);
    else this.#in.skip(/\$(?:\w+|[?$!#*@-])?|`|\$/y);
    return this.#in.since(from);
  }

  #nested(close: ')' | '`', depth: number): void {
    this.#closing.push(close);
    this.#outer.list(close, depth + 1);
    this.#closing.pop();
  }

  /** `${NAME:-"$other"}`; its end is looked for in its line only. */
  #parameter(depth: number): void {
    this.#in.take(2);
    while (!this.#in.isAtEnd && !this.#in.is('}') && !this.#in.is('\n')) {
      if (this.#in.is('\\')) this.#in.take(2);
      else if (this.#in.is('"')) this.#double(depth);
      else if (this.#in.is('$')) this.#substitution(depth);
      else this.#in.take(1);
    }
    if (this.#in.is('}')) this.#in.take(1);
  }

  #arithmetic(): void {
    let open = 0;
    do {
      if (this.#in.is('(')) open += 1;
      if (this.#in.is(')')) open -= 1;
      this.#in.take(1);
    } while (open > 0 && !this.#in.isAtEnd);
  }

  raw(read: () => void): ShellWord {
    const { place, at } = this.#in;
    read();
    const raw = this.#in.since(at);
    return { ...place, raw, text: raw, isQuoted: false, isLiteral: false };
  }
}
