import type { Token } from './token.ts';

/**
 * The tokens of a haproxy.cfg (configuration manual, 2.2 "Quoting and escaping"): blanks separate words, `#` starts
 * a comment outside of quotes, also in the middle of a word; `'…'` is literal, in `"…"` and outside a backslash
 * escapes, an open quote ends with its line. Never throws; linear in the length of the text.
 */
export function tokensOf(text: string, file?: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let column = 1;
  const push = (kind: Token['kind'], raw: string, text = raw): void => {
    if (raw === '') return;
    // All in one literal: a field that is added later costs each token a second object.
    tokens.push(
      file === undefined
        ? { line, column, kind, raw, text }
        : { line, column, kind, raw, text, file },
    );
    column += raw.length;
  };
  let from = 0;
  while (from < text.length && tokens.length < MOST_TOKENS) {
    const feed = text.indexOf('\n', from);
    const to = feed === -1 ? text.length : feed;
    const body = text.slice(from, Math.min(to, from + LONGEST_LINE));
    const isPlain = !/['"\\]/.test(body);
    for (const raw of body.match(pieces) ?? []) {
      const kind = kindOf(raw);
      push(kind, raw, isPlain || kind !== 'word' ? raw : unquoted(raw).text);
    }
    const isComment = tokens.at(-1)?.kind === 'comment';
    push(isComment ? 'comment' : 'rest', text.slice(from + body.length, to));
    push('newline', text.slice(to, to + 1));
    line += 1;
    column = 1;
    from = to + 1;
  }
  push('rest', text.slice(from));
  return tokens;
}

/**
 * Longer than any real line (haproxy reads 64 words), and more than any real file has: what is left is one token. A file
 * of garbage must not fill the memory, nor keep anybody waiting.
 */
const LONGEST_LINE = 65_536;
const MOST_TOKENS = 400_000;

/** Blanks, comments, words. Together they cover every line. */
const pieces = /[ \t\f\v\r]+|#.*|(?:'[^']*'?|"(?:[^"\\]+|\\.|\\$)*"?|\\.|\\|[^ \t\f\v\r#'"\\]+)+/gs;

const blanks = ' \t\f\v\r';

function kindOf(raw: string): Token['kind'] {
  const first = raw.charAt(0);
  if (first === '#') return 'comment';
  return blanks.includes(first) ? 'space' : 'word';
}

/** A word as haproxy reads it; `open`: the quote that is never closed. */
export function unquoted(raw: string): { text: string; open: "'" | '"' | null } {
  let text = '';
  let open: "'" | '"' | null = null;
  for (let at = 0; at < raw.length; at += 1) {
    const char = raw.charAt(at);
    if (char === '\\' && open !== "'") {
      const [length, value] = escaped(raw, at, open === '"');
      text += value;
      at += length - 1;
    } else if ((char === "'" || char === '"') && (open === null || open === char)) {
      open = open === null ? char : null;
    } else text += char;
  }
  return { text, open };
}

const letters: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

/** An escape sequence: its length and its value. haproxy leaves a backslash before any other sign where it is. */
function escaped(raw: string, at: number, quoted: boolean): [number, string] {
  const next = raw.charAt(at + 1);
  const hex = /^x([0-9A-Fa-f]{2})/.exec(raw.slice(at + 1, at + 4))?.[1];
  if (hex !== undefined) return [4, String.fromCharCode(parseInt(hex, 16))];
  const letter = letters[next];
  if (letter !== undefined) return [2, letter];
  if (next !== '' && (` \\#'"`.includes(next) || (quoted && next === '$'))) return [2, next];
  return [1, '\\'];
}
