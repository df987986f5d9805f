import { markClose, markOpen, type Spot } from './spots.ts';

/**
 * nginx.conf, read sign by sign and over line ends: quotes and comments begin only where a word could begin, a backslash
 * takes the next sign, a `}` ends no word, and the braces of `${NAME}` are part of one.
 */
export function nginxSpots(text: string): Spot[] {
  const spots: Spot[] = [];
  let state: 'between' | 'word' | 'comment' | '"' | "'" = 'between';
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === markOpen) {
      const end = text.indexOf(markClose, i);
      spots.push(spotIn(state, text, { start: i, end }));
      if (state === 'between') state = 'word';
      i = end;
    } else if (state === 'comment') {
      if (char === '\n') state = 'between';
    } else if (char === '\\') {
      if (text.charAt(i + 1) === markOpen) {
        spots.push({ inside: 'an escape (a backslash stands before it)' });
        i = text.indexOf(markClose, i);
      } else {
        i += 1;
      }
      if (state === 'between') state = 'word';
    } else if (state === '"' || state === "'") {
      if (char === state) state = 'word';
    } else if (text.startsWith('${', i)) {
      state = 'word';
      i += 1;
    } else if (/[\s;{]/.test(char) || (state === 'between' && char === '}')) {
      state = 'between';
    } else if (state === 'between' && (char === '"' || char === "'")) {
      state = char;
    } else if (state === 'between') {
      state = char === '#' ? 'comment' : 'word';
    }
  }
  return spots;
}

function spotIn(state: string, text: string, mark: { start: number; end: number }): Spot {
  if (state === 'comment') return 'comment';
  if (state === '"' || state === "'") return { inside: `quotes (${state})` };
  if (/\$\{?$/.test(text.slice(0, mark.start))) return { inside: 'the name of a variable' };
  return state === 'between' && /^[\s;{]?$/.test(text.charAt(mark.end + 1)) ? 'word' : 'part';
}
