import { placeAfter, placeOf, type Place } from '../../core/place.ts';
import type { Token } from './token.ts';

/**
 * Longer than any real line (keepalived reads 1024 signs), and more than any real file has: what is left is one token.
 * A file of garbage must not fill the memory, nor keep anybody waiting.
 */
const LONGEST_LINE = 16_384;
const MOST_TOKENS = 300_000;

/**
 * The tokens of a keepalived.conf, read line by line as keepalived 2.x does (lib/parser.c): `#` and `!` start a
 * comment anywhere outside of double quotes unless after a backslash, also in the middle of a word; a double quote
 * ends at the next one, nothing escapes it, and an open one ends with its line; a brace outside of quotes stands
 * alone, wherever it is. Never throws; linear in the length of the text.
 */
export function tokensOf(text: string, file?: string): Token[] {
  const tokens = new Tokens(file);
  let from = 0;
  while (from < text.length && tokens.all.length < MOST_TOKENS) {
    from = lexLine(tokens, text, from);
  }
  tokens.push('rest', text.slice(from));
  return tokens.all;
}

/** One line, or a definition with all of its lines; answers where the next one begins. */
function lexLine(tokens: Tokens, text: string, from: number): number {
  const first = lineAt(text, from);
  const code = lexStart(tokens, codeOf(first));
  const lines = startsDefinition(code) ? linesOfDefinition(text, first) : [first];
  if (startsDefinition(code)) pushDefinition(tokens, code, lines);
  else pushWords(tokens, code);
  const last = lines.at(-1) ?? first;
  tokens.push('comment', last.body.slice(last.comment));
  tokens.push('newline', last.end);
  return last.next;
}

function pushWords(tokens: Tokens, code: string): void {
  for (const raw of piecesOf(code.slice(0, LONGEST_LINE))) {
    tokens.push(kindOf(raw), raw, textOf(raw));
  }
  tokens.push('rest', code.slice(LONGEST_LINE));
}

/** The words of a text without comments: what a definition is replaced by, where a `#` is only a sign. All get one place. */
export function wordsOf(code: string, at: Place): Token[] {
  const place = placeOf(at);
  return piecesOf(code).map((raw) => ({ ...place, kind: kindOf(raw), raw, text: textOf(raw) }));
}

function piecesOf(code: string): string[] {
  return code.match(pieces) ?? [];
}

/** Blanks, braces, quoted words, bare words (with `${NAME 1 2}` or `${_ENV NAME}` inside). Together they cover every text. */
const pieces =
  /[ \t\f\v\r\n]+|[{}]|"[^"]*"?|(?:\$\{(?:_ENV[ \t]+[A-Za-z_]\w*[ \t]*|[A-Za-z_]\w*[ 0-9]*)\}|[^ \t\f\v\r\n{}"$]+|\$)+/g;

function kindOf(raw: string): Token['kind'] {
  if (raw === '{') return 'open';
  if (raw === '}') return 'close';
  return blanks.includes(raw.charAt(0)) ? 'space' : 'word';
}

const blanks = ' \t\f\v\r\n';

function textOf(raw: string): string {
  if (!raw.startsWith('"')) return raw.includes('\\') ? raw.replace(/\\([#!])/g, '$1') : raw;
  return raw.length > 1 && raw.endsWith('"') ? raw.slice(1, -1) : raw.slice(1);
}

interface Line {
  body: string;
  /** Where its comment begins; the length of `body` where there is none. */
  comment: number;
  /** Line ends. */
  end: string;
  /** Where the next line begins. */
  next: number;
}

function lineAt(text: string, from: number): Line {
  const feed = text.indexOf('\n', from);
  const next = feed === -1 ? text.length : feed + 1;
  let to = next;
  while (to > from && '\r\n'.includes(text.charAt(to - 1))) to -= 1;
  const body = text.slice(from, to);
  return { body, comment: commentStart(body), end: text.slice(to, next), next };
}

function codeOf({ body, comment }: Line): string {
  return body.slice(0, comment);
}

/** Collects tokens and knows the place of the next one. */
class Tokens {
  readonly all: Token[] = [];
  readonly #file: string | undefined;
  #line = 1;
  #column = 1;

  constructor(file: string | undefined) {
    this.#file = file;
  }

  push(kind: Token['kind'], raw: string, text = raw): void {
    if (raw === '') return;
    const [line, column, file] = [this.#line, this.#column, this.#file];
    // All in one literal: a field that is added later costs each token a second object.
    this.all.push(
      file === undefined
        ? { line, column, kind, raw, text }
        : { line, column, kind, raw, text, file },
    );
    // No other holds a line end, and no place is asked for after the rest.
    if (kind === 'newline' || kind === 'definition') {
      const next = placeAfter({ line, column }, raw);
      this.#line = next.line;
      this.#column = next.column;
    } else this.#column += raw.length;
  }
}

/** Blanks and condition before the first word; answers what is left of the line. */
function lexStart(tokens: Tokens, code: string): string {
  const [, indent = '', condition = '', blank = ''] =
    /^([ \t]*)(?:(@\^?[^ \t]*)([ \t]*))?/.exec(code) ?? [];
  tokens.push('space', indent);
  tokens.push('condition', condition, condition.slice(1));
  tokens.push('space', blank);
  return code.slice(indent.length + condition.length + blank.length);
}

function startsDefinition(code: string): boolean {
  return /^\$[A-Za-z_][A-Za-z0-9_]*=/.test(code);
}

/**
 * A definition goes on with the next line while its own ends with a backslash. An empty line ends it; one of nothing
 * but blanks or a comment does not.
 */
function linesOfDefinition(text: string, first: Line): Line[] {
  const lines = [first];
  for (let last: Line = first; goesOn(last.body);) {
    const more = [lineAt(text, last.next)];
    for (let next = more[0]; next !== undefined && isEmptyOfWords(next); next = more.at(-1)) {
      more.push(lineAt(text, next.next));
    }
    const next = more.at(-1);
    if (next === undefined || next.body === '') return lines;
    for (const line of more) lines.push(line);
    last = next;
  }
  return lines;
}

function isEmptyOfWords(line: Line): boolean {
  return line.body !== '' && !goesOn(line.body) && /^[ \t]*$/.test(codeOf(line));
}

/** `code` is what its first line has after the condition; comments of all lines but the last are inside of the token. */
function pushDefinition(tokens: Tokens, code: string, lines: Line[]): void {
  const codes = lines.map(codeOf);
  const values = codes.map((line, index) => {
    const value = index === 0 ? code.slice(code.indexOf('=') + 1) : line;
    return trimmed(goesOn(value) ? value.slice(0, -1) : value);
  });
  const from = (codes[0]?.length ?? 0) - code.length;
  const raw = lines
    .map(({ body, end }, index) => (index < lines.length - 1 ? body + end : codes[index]))
    .join('')
    .slice(from);
  tokens.push('definition', raw, values.filter((value) => value !== '').join('\n'));
}

/** Without blanks at both ends. */
function trimmed(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && ' \t'.includes(text.charAt(from))) from += 1;
  while (to > from && ' \t'.includes(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

/** An odd number of backslashes at the end: the last of them stands for itself. */
function goesOn(line: string): boolean {
  let length = line.length;
  while (line.charAt(length - 1) === '\\') length -= 1;
  return (line.length - length) % 2 === 1;
}

/** Where the comment of a line begins; its length where there is none. */
function commentStart(line: string): number {
  if (!line.includes('#') && !line.includes('!')) return line.length;
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '#' || char === '!')) return at;
  }
  return line.length;
}
