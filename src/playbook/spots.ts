/**
 * Where the values of a template stand in its rendered text. While a template renders, each value is a
 * mark (`<U+E000>number<U+E001>`); the scanners below read the text as the daemon would and say what each
 * mark's surroundings mean. Only then is the value written, quoted for exactly that spot.
 */
export type Spot =
  /** A word of its own. */
  | 'word'
  /** A part of a word. */
  | 'part'
  | 'comment'
  /** Inside something where quoting does not work as it does elsewhere. */
  | { inside: string };

export const markOpen = '\uE000';
export const markClose = '\uE001';
export function hasMarks(text: string): boolean {
  return text.includes(markOpen) || text.includes(markClose);
}

export const markPattern = /\uE000(\d+)\uE001/g;

export function plainSpots(text: string): Spot[] {
  return [...text.matchAll(markPattern)].map(() => 'word');
}

/** haproxy.cfg: `#` comments, `'…'`, `"…"`, backslash; a newline ends everything. */
export function haproxySpots(text: string): Spot[] {
  return scanLines(text, { comment: /#/, quotes: `'"`, escapeInQuotes: `"` });
}

/** keepalived.conf: `#` and `!` comments, `"…"`. */
export function keepalivedSpots(text: string): Spot[] {
  return scanLines(text, { comment: /[#!]/, quotes: '"', escapeInQuotes: '' });
}

/** Option files of MySQL and MariaDB: `#` comments, `'…'`, `"…"`. */
export function optionSpots(text: string): Spot[] {
  return scanLines(text, { comment: /#/, quotes: `'"`, escapeInQuotes: `'"` });
}

interface LineSyntax {
  comment: RegExp;
  quotes: string;
  /** Quotes in which a backslash takes the next sign. */
  escapeInQuotes: string;
}

function scanLines(text: string, syntax: LineSyntax): Spot[] {
  const spots: Spot[] = [];
  let state: string = '';
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === markOpen) {
      const end = text.indexOf(markClose, i);
      spots.push(spotIn(state, text, i, end));
      i = end;
    } else if (char === '\n') {
      state = '';
    } else if (state === 'comment') {
      continue;
    } else if (state !== '') {
      if (char === '\\' && syntax.escapeInQuotes.includes(state)) i = afterEscape(text, i, spots);
      else if (char === state) state = '';
    } else if (char === '\\') {
      i = afterEscape(text, i, spots);
    } else if (syntax.quotes.includes(char)) {
      state = char;
    } else if (syntax.comment.test(char)) {
      state = 'comment';
    }
  }
  return spots;
}

/** A backslash before a value would escape the quote that protects it. */
function afterEscape(text: string, at: number, spots: Spot[]): number {
  if (text.charAt(at + 1) !== markOpen) return at + 1;
  spots.push({ inside: 'an escape (a backslash stands before it)' });
  return text.indexOf(markClose, at);
}

function spotIn(state: string, text: string, start: number, end: number): Spot {
  if (state === 'comment') return 'comment';
  if (state !== '') return { inside: `quotes (${state})` };
  return wordOrPart(text, start, end);
}

export function wordOrPart(text: string, start: number, end: number): Spot {
  const before = text.charAt(start - 1);
  const after = text.charAt(end + 1);
  return /^\s?$/.test(before) && /^\s?$/.test(after) ? 'word' : 'part';
}
