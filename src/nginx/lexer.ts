import { placeAfter, placeOf, type Place } from '../core/place.ts';
import type { Token } from './token.ts';

/**
 * The tokens of an nginx.conf (nginx, ngx_conf_read_token; measured with 1.22): blanks and line ends separate words,
 * `;`, `{` and `}` end them, a backslash escapes. `"…"` and `'…'` count at the beginning of a word only, and may go
 * over lines; `#` begins a comment there only. In a word `${` opens no block, and `}` closes none. Never throws; linear
 * in the length of the text.
 */
export function tokensOf(text: string, file?: string): Token[] {
  let place: Place = placeOf({ line: 1, column: 1, ...(file !== undefined && { file }) });
  const tokenOf = (kind: Token['kind'], raw: string): Token => {
    const token = { ...place, kind, raw, text: kind === 'word' ? readAs(raw) : raw };
    place = placeAfter(place, raw);
    return token;
  };
  const all = text.match(pieces) ?? [];
  const tokens = all.slice(0, MOST_TOKENS).map((raw) => tokenOf(kindOf(raw), raw));
  if (all.length > MOST_TOKENS) tokens.push(tokenOf('rest', all.slice(MOST_TOKENS).join('')));
  return tokens;
}

/** More than any real file has: a file of garbage must not fill the memory, nor keep anybody waiting. */
const MOST_TOKENS = 300_000;

/** Blanks, comments, signs, words in quotes, plain words. Together they cover every text. */
const pieces =
  /[ \t\r\n]+|#[^\n]*|[;{}]|"(?:[^"\\]+|\\[\s\S])*"?|'(?:[^'\\]+|\\[\s\S])*'?|(?:[^ \t\r\n;{\\$]+|\$\{?|\\[\s\S]?)+/g;

const signs: Record<string, Token['kind']> = { ';': 'end', '{': 'open', '}': 'close' };

function kindOf(raw: string): Token['kind'] {
  if (raw.startsWith('#')) return 'comment';
  return signs[raw] ?? (/^[ \t\r\n]/.test(raw) ? 'space' : 'word');
}

/** Whether a word begins with a quote that no other ends. */
export function isOpen(raw: string): boolean {
  const quote = raw.charAt(0);
  if (quote !== '"' && quote !== "'") return false;
  for (let at = 1; at < raw.length; at += 1) {
    if (raw.charAt(at) === '\\') at += 1;
    else if (raw.charAt(at) === quote) return false;
  }
  return true;
}

const letters: Record<string, string> = { t: '\t', r: '\r', n: '\n' };

function readAs(raw: string): string {
  const inner = /^["']/.test(raw) ? raw.slice(1, isOpen(raw) ? undefined : -1) : raw;
  if (!inner.includes('\\')) return inner;
  return inner.replaceAll(/\\(["' \\;{}]|[trn])/g, (_, sign: string) => letters[sign] ?? sign);
}
