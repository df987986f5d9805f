import type { Token } from './token.ts';

/**
 * The tokens of a haproxy.cfg (configuration manual, 2.2 "Quoting and escaping"): blanks separate words, `#` starts
 * a comment outside of quotes, also in the middle of a word; `'…'` is literal, in `"…"` and outside a backslash
 * escapes, an open quote ends with its line. Never throws; linear in the length of the text.
 */
export function tokensOf(text: string, file?: string): Token[] {
  let line = 1;
  let column = 1;
  return (text.match(pieces) ?? []).map((raw) => {
    const token: Token = { line, column, kind: kindOf(raw), raw, text: raw };
    if (file !== undefined) token.file = file;
    if (token.kind === 'word' && /['"\\]/.test(raw)) token.text = unquoted(raw).text;
    // A line end is a token of its own.
    if (token.kind === 'newline') [line, column] = [line + 1, 1];
    else column += raw.length;
    return token;
  });
}

/** Line ends, blanks, comments, words. Together they cover every text. */
const pieces =
  /\n|[ \t\f\v\r]+|#[^\n]*|(?:'[^'\n]*'?|"(?:[^"\\\n]+|\\[^\n]|\\(?=\n|$))*"?|\\[^\n]|\\|[^ \t\f\v\r\n#'"\\]+)+/g;

function kindOf(raw: string): Token['kind'] {
  if (raw === '\n') return 'newline';
  if (raw.startsWith('#')) return 'comment';
  return /^[ \t\f\v\r]/.test(raw) ? 'space' : 'word';
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
