import { markClose, markOpen, markPattern, wordOrPart, type Spot } from './spots.ts';

type State = 'bare' | '"' | "'" | '`' | 'comment' | 'arithmetic';

const names: Record<Exclude<State, 'bare' | 'comment'>, string> = {
  '"': 'double quotes',
  "'": 'single quotes',
  '`': 'backquotes',
  arithmetic: 'arithmetic',
};

/**
 * POSIX sh as far as quoting goes. Inside double quotes, backquotes, arithmetic and here-documents a
 * single quote protects nothing, so no value may stand there.
 */
export function shellSpots(text: string): Spot[] {
  const spots: Spot[] = [];
  const delimiters: string[] = [];
  let state: State = 'bare';
  let i = 0;
  while (i < text.length) {
    const char = text.charAt(i);
    if (char === markOpen) {
      const end = text.indexOf(markClose, i);
      spots.push(spotIn(state, text, i, end));
      i = end + 1;
    } else if (char === '\\' && state !== "'" && state !== 'comment') {
      i = afterBackslash(text, i, spots);
    } else if (
      char === '\n' &&
      delimiters.length > 0 &&
      (state === 'bare' || state === 'comment')
    ) {
      i = afterHereDocuments(text, i + 1, delimiters.splice(0), spots);
      state = 'bare';
    } else if (state !== 'bare') {
      if (ends(state, text, i)) state = 'bare';
      i += 1;
    } else {
      const delimiter = hereDocument(text, i);
      if (delimiter !== null) delimiters.push(delimiter);
      state = begins(text, i);
      i += delimiter === null ? 1 : 2;
    }
  }
  return spots;
}

function begins(text: string, i: number): State {
  const char = text.charAt(i);
  if (char === '"' || char === "'" || char === '`') return char;
  if (text.startsWith('$((', i)) return 'arithmetic';
  // A `#` begins a comment only where a word could begin.
  return char === '#' && /^[\s;&|()]?$/.test(text.charAt(i - 1)) ? 'comment' : 'bare';
}

function ends(state: State, text: string, i: number): boolean {
  if (state === 'comment') return text.charAt(i) === '\n';
  if (state === 'arithmetic') return text.startsWith('))', i);
  return text.charAt(i) === state;
}

function spotIn(state: State, text: string, start: number, end: number): Spot {
  if (state === 'bare') return wordOrPart(text, start, end);
  return state === 'comment' ? 'comment' : { inside: names[state] };
}

function afterBackslash(text: string, at: number, spots: Spot[]): number {
  if (text.charAt(at + 1) !== markOpen) return at + 2;
  spots.push({ inside: 'an escape (a backslash stands before it)' });
  return text.indexOf(markClose, at) + 1;
}

/** The delimiter of a here-document that is announced here; its body begins on the next line. */
function hereDocument(text: string, i: number): string | null {
  if (!text.startsWith('<<', i)) return null;
  const word = /^<<-?[ \t]*([^\s;&|<>()]+)/.exec(text.slice(i, i + 200))?.[1];
  return word?.replace(/['"\\]/g, '') ?? null;
}

function afterHereDocuments(
  text: string,
  from: number,
  delimiters: string[],
  spots: Spot[],
): number {
  let at = from;
  for (const delimiter of delimiters) {
    while (at < text.length) {
      const end = text.indexOf('\n', at) === -1 ? text.length : text.indexOf('\n', at);
      const line = text.slice(at, end);
      at = end + 1;
      if (line.replace(/^\t+/, '') === delimiter) break;
      const marks = line.match(markPattern) ?? [];
      marks.forEach(() => {
        spots.push({ inside: 'a here-document' });
      });
    }
  }
  return at;
}
