import { markClose, markOpen, type Spot } from './spots.ts';

type State = 'bare' | "'" | '"' | '`' | 'line comment' | 'block comment';

/**
 * SQL as MariaDB reads it: strings and names in quotes go on over line ends, a backslash takes the next sign in a string,
 * comments are `-- …`, `# …` and `/* … *\/`, of which those with a `!` are code.
 */
export function sqlSpots(text: string): Spot[] {
  const spots: Spot[] = [];
  let state: State = 'bare';
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === markOpen) {
      const end = text.indexOf(markClose, i);
      spots.push(spotIn(state, text, i, end));
      i = end;
    } else if (state === 'bare') {
      state = begins(text, i);
      if (state === 'block comment') i += 1;
    } else if (state === 'line comment') {
      if (char === '\n') state = 'bare';
    } else if (state === 'block comment') {
      if (text.startsWith('*/', i)) {
        state = 'bare';
        i += 1;
      }
    } else if (char === '\\' && state !== '`' && text.charAt(i + 1) !== markOpen) {
      i += 1;
    } else if (char === state) {
      state = 'bare';
    }
  }
  return spots;
}

function begins(text: string, i: number): State {
  const char = text.charAt(i);
  if (char === "'" || char === '"' || char === '`') return char;
  if (char === '#' || /^--(\s|$)/.test(text.slice(i, i + 3))) return 'line comment';
  return text.startsWith('/*', i) ? 'block comment' : 'bare';
}

function spotIn(state: State, text: string, start: number, end: number): Spot {
  if (state === 'line comment') return 'comment';
  if (state === 'block comment') return { inside: 'a comment of several lines' };
  if (state !== 'bare') return { inside: `quotes (${state})` };
  // Glued to a name or to a string it would become a part of that.
  const neighbours = text.charAt(start - 1) + text.charAt(end + 1);
  return /[\w$'"`\\\uE000\uE001]/.test(neighbours) ? 'part' : 'word';
}
