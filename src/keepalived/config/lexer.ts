import { placeAfter, placeOf, type Place } from '../../core/place.ts';
import type { Token } from './token.ts';

/**
 * The tokens of a keepalived.conf, read line by line as keepalived 2.x does (lib/parser.c): `#` and `!` start a
 * comment anywhere outside of double quotes unless after a backslash, also in the middle of a word; a double quote
 * ends at the next one, nothing escapes it, and an open one ends with its line; a brace outside of quotes stands
 * alone, wherever it is. Never throws; linear in the length of the text.
 */
export function tokensOf(text: string, file?: string): Token[] {
  const tokens = new Tokens(file);
  const lines = linesOf(text);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? { body: '', end: '' };
    const code = lexStart(tokens, line.body.slice(0, commentStart(line.body)));
    const last = startsDefinition(code) ? lastLine(lines, at) : at;
    if (startsDefinition(code)) pushDefinition(tokens, code, lines.slice(at, last + 1));
    else
      for (const { kind, raw, text } of wordsOf(code, tokens.place)) tokens.push(kind, raw, text);
    const { body, end } = lines[last] ?? line;
    tokens.push('comment', body.slice(commentStart(body)));
    tokens.push('newline', end);
    at = last;
  }
  return tokens.all;
}

/** The words of a text without comments: what a definition is replaced by, where a `#` is only a sign. All get one place. */
export function wordsOf(code: string, at: Place): Token[] {
  const place = placeOf(at);
  return piecesOf(code).map((raw) => ({ ...place, kind: kindOf(raw), raw, text: textOf(raw) }));
}

function piecesOf(code: string): string[] {
  return code.match(pieces) ?? [];
}

/** Blanks, braces, quoted words, bare words (with `${NAME 1 2}` inside). Together they cover every text. */
const pieces =
  /[ \t\f\v\r\n]+|[{}]|"[^"]*"?|(?:\$\{[A-Za-z_][A-Za-z0-9_]*[ 0-9]*\}|[^ \t\f\v\r\n{}"$]+|\$)+/g;

function kindOf(raw: string): Token['kind'] {
  if (raw === '{') return 'open';
  if (raw === '}') return 'close';
  return /^[ \t\f\v\r\n]/.test(raw) ? 'space' : 'word';
}

function textOf(raw: string): string {
  if (!raw.startsWith('"')) return raw.includes('\\') ? raw.replace(/\\([#!])/g, '$1') : raw;
  return raw.length > 1 && raw.endsWith('"') ? raw.slice(1, -1) : raw.slice(1);
}

interface Line {
  body: string;
  end: string;
}

function linesOf(text: string): Line[] {
  return text.split(/(?<=\n)/).map((whole) => {
    let length = whole.length;
    while (length > 0 && '\r\n'.includes(whole.charAt(length - 1))) length -= 1;
    return { body: whole.slice(0, length), end: whole.slice(length) };
  });
}

/** Collects tokens and knows the place of the next one. */
class Tokens {
  readonly all: Token[] = [];
  place: Place;

  constructor(file: string | undefined) {
    this.place = placeOf({ line: 1, column: 1, ...(file !== undefined && { file }) });
  }

  push(kind: Token['kind'], raw: string, text = raw): void {
    if (raw === '') return;
    const { line, column, file } = this.place;
    const token: Token = { line, column, kind, raw, text };
    if (file !== undefined) token.file = file;
    this.all.push(token);
    this.place = placeAfter(this.place, raw);
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
function lastLine(lines: Line[], first: number): number {
  let last = first;
  while (goesOn(lines[last]?.body ?? '')) {
    let next = last + 1;
    while (isEmptyOfWords(lines[next]?.body ?? '')) next += 1;
    if ((lines[next]?.body ?? '') === '') return last;
    last = next;
  }
  return last;
}

function isEmptyOfWords(body: string): boolean {
  return body !== '' && !goesOn(body) && /^[ \t]*$/.test(body.slice(0, commentStart(body)));
}

/** `code` is what its first line has after the condition; comments of all lines but the last are inside of the token. */
function pushDefinition(tokens: Tokens, code: string, lines: Line[]): void {
  const codes = lines.map(({ body }) => body.slice(0, commentStart(body)));
  const values = codes.map((line, index) => {
    const value = index === 0 ? code.slice(code.indexOf('=') + 1) : line;
    return (goesOn(value) ? value.slice(0, -1) : value).replace(/^[ \t]+|[ \t]+$/g, '');
  });
  const from = (codes[0]?.length ?? 0) - code.length;
  const raw = lines
    .map(({ body, end }, index) => (index < lines.length - 1 ? body + end : codes[index]))
    .join('')
    .slice(from);
  tokens.push('definition', raw, values.filter((value) => value !== '').join('\n'));
}

/** An odd number of backslashes at the end: the last of them stands for itself. */
function goesOn(line: string): boolean {
  let length = line.length;
  while (line.charAt(length - 1) === '\\') length -= 1;
  return (line.length - length) % 2 === 1;
}

/** Where the comment of a line begins; its length where there is none. */
function commentStart(line: string): number {
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '#' || char === '!')) return at;
  }
  return line.length;
}
