import { tokensOf } from '../nginx/lexer.ts';
import { markClose, markOpen, type Spot } from './spots.ts';

/** A backslash with the sign that it takes, or a mark. */
const escapeOrMark = new RegExp(`\\\\[\\s\\S]|${markOpen}\\d+${markClose}`, 'g');

/** nginx.conf, as its lexer reads it: a mark is a word, a part of one, or stands in a comment. */
export function nginxSpots(text: string): Spot[] {
  const tokens = tokensOf(text);
  return tokens.flatMap(({ kind, raw }, index): Spot[] => {
    const found = [...raw.matchAll(escapeOrMark)].filter(([piece]) => piece.includes(markOpen));
    if (kind === 'comment') return found.map(() => 'comment');
    const [before, after] = [tokens[index - 1]?.kind, tokens[index + 1]?.kind];
    const isAlone = before !== 'word' && after !== 'word';
    return found.map((one) => spotIn(raw, one, isAlone));
  });
}

function spotIn(raw: string, { 0: piece, index }: RegExpExecArray, isAlone: boolean): Spot {
  if (piece.startsWith('\\')) return { inside: 'an escape (a backslash stands before it)' };
  const quote = raw.charAt(0);
  if (quote === '"' || quote === "'") return { inside: `quotes (${quote})` };
  if (/\$\{?$/.test(raw.slice(0, index))) return { inside: 'the name of a variable' };
  return isAlone && raw === piece ? 'word' : 'part';
}
