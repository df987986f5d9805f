import { placeOf, type Place } from '../../core/place.ts';
import type { Redirect, ShellCommand, ShellScript, ShellWord } from './command.ts';
import { Cursor } from './cursor.ts';
import { WordReader } from './word.ts';

const LEADING = new Set(['if', 'then', 'elif', 'else', 'while', 'until', 'do', '!', '{', 'time']);

/** Of `(( … ))`: nobody writes a longer one. */
const LONGEST_ARITHMETIC = 500;

const SEPARATORS = ['&&', '||', ';;', '|&', ';', '|', '&', '(', ')', '\n'];

/**
 * The commands of a shell script in the order in which they stand, those of `$(…)` before the one that they are part
 * of. POSIX sh and what bash adds, as far as a rule needs it: comments, quotes, here-documents, redirections, `[[ ]]`.
 * Never throws, whatever the text; linear in its length. Pure.
 */
export function readShell(text: string, at: Place = { line: 1, column: 1 }): ShellScript {
  const reader = new Reader(new Cursor(text, at));
  reader.list(null, 0);
  return { commands: reader.commands, problems: reader.problems };
}

class Reader {
  readonly commands: ShellCommand[] = [];
  readonly problems: ShellScript['problems'] = [];
  readonly #in: Cursor;
  readonly #word: WordReader;
  #documents: { delimiter: string; isIndented: boolean }[] = [];

  constructor(cursor: Cursor) {
    this.#in = cursor;
    this.#word = new WordReader(cursor, {
      list: (close, depth) => this.list(close, depth),
      problem: (message, at) => this.#problem(message, at),
    });
  }

  /** Commands up to a closing sign, which is read too; up to the end of the text without one. */
  list(close: ')' | '`' | null, depth: number): void {
    let open = 0;
    let now = this.#empty(depth);
    while (!this.#in.isAtEnd) {
      this.#in.skip(/(?:[ \t\r]|\\\n)+/y);
      if (close === '`' && this.#in.is('`')) break;
      if (this.#in.is('#')) this.#in.skip(/[^\n]*/y);
      const isTest = now.words[0]?.raw === '[[' && now.words.at(-1)?.raw !== ']]';
      const isPiece = isTest || this.#arithmetic() > 0 || this.#in.is('&>');
      const separator = isPiece ? null : this.#in.oneOf(SEPARATORS);
      if (separator === ')' && close === ')' && open === 0) break;
      if (separator === null) {
        if (!this.#in.isAtEnd) this.#piece(now, isTest);
        continue;
      }
      this.#in.take(separator.length);
      if (separator === '(') open += 1;
      if (separator === ')') open = Math.max(0, open - 1);
      if (separator === '\n') this.#skipDocuments();
      // A reserved word waits for its command, on the next line or in parentheses.
      if ((separator === '\n' || separator === '(') && isWaiting(now)) {
        now.depth = depth + open;
        continue;
      }
      this.#push(now, separator);
      now = this.#empty(depth + open);
    }
    this.#push(now, '');
    if (close === null) return;
    if (this.#in.isAtEnd) this.#problem('a substitution is never closed');
    else this.#in.take(1);
  }

  /** The length of the `(( … ))` of bash, on one line, that begins here; 0: none does. */
  #arithmetic(): number {
    if (!this.#in.is('((')) return 0;
    const [close, feed] = [this.#in.next('))', 2), this.#in.next('\n', 2)];
    const inner = close - this.#in.at - 2;
    return inner <= LONGEST_ARITHMETIC && close < feed ? inner + 4 : 0;
  }

  /** A redirection or a word. */
  #piece(now: ShellCommand, isTest: boolean): void {
    const length = isTest ? 0 : this.#arithmetic();
    if (length > 0) {
      now.words.push(this.#word.raw(() => void this.#in.take(length)));
      return;
    }
    const operator = isTest
      ? ''
      : this.#in.peek(/(?:\d*(?:<<<|<<-|<<|>>|<>|[<>]&|>\||[<>])|&>>?)/y);
    if (operator === '') {
      this.#place(now, this.#word.read(now.depth, isTest));
      return;
    }
    const place = this.#in.place;
    this.#in.take(operator.length);
    this.#in.skip(/(?:[ \t]|\\\n)+/y);
    const none = this.#in.isAtEnd || this.#in.oneOf(['\n', ';', '|', ')']) !== null;
    const target = none ? null : this.#word.read(now.depth, false);
    const redirect: Redirect = { ...place, operator, target, at: now.words.length };
    now.redirects.push(redirect);
    if (/<<-?$/.test(operator) && target !== null) {
      this.#documents.push({ delimiter: target.text, isIndented: operator.endsWith('-') });
    }
  }

  #place(now: ShellCommand, word: ShellWord): void {
    if (now.words.length === 0) {
      if (now.lead.length === 0 && now.assignments.length === 0) Object.assign(now, placeOf(word));
      if (now.assignments.length === 0 && LEADING.has(word.raw)) {
        now.lead.push(word.raw);
        return;
      }
      if (/^[A-Za-z_]\w*\+?=/.test(word.raw)) {
        now.assignments.push(word);
        return;
      }
    }
    now.words.push(word);
  }

  #skipDocuments(): void {
    for (const { delimiter, isIndented } of this.#documents.splice(0)) {
      let line: string;
      do {
        line = this.#in.skip(/[^\n]*/y).replace(/\r$/, '');
        this.#in.take(1);
        if (isIndented) line = line.replace(/^\t+/, '');
      } while (line !== delimiter && !this.#in.isAtEnd);
    }
  }

  #empty(depth: number): ShellCommand {
    const place = placeOf(this.#in.place);
    return Object.assign(place, {
      lead: [],
      assignments: [],
      words: [],
      redirects: [],
      end: '',
      depth,
    });
  }

  #push(one: ShellCommand, end: string): void {
    const { lead, assignments, words, redirects } = one;
    if (lead.length + assignments.length + words.length + redirects.length === 0) return;
    this.commands.push({ ...one, end });
  }

  #problem(message: string, at: Place = this.#in.place): void {
    this.problems.push({ ...placeOf(at), message });
  }
}

function isWaiting({ words, assignments, redirects }: ShellCommand): boolean {
  return words.length + assignments.length + redirects.length === 0;
}
