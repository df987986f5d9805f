const style = /\x1b\[[0-9;]*m/g;
const zeroWidth = /^[\p{Mark}\p{Cf}]$/u;
// Wide and fullwidth blocks of UAX #11, as terminals draw them.
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u;

/** Columns that a text takes on a terminal. Our own colours take none. */
export function widthOf(text: string): number {
  const plain = text.replace(style, '');
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const char of plain) width += widthOfChar(char);
  return width;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Cuts uncoloured text to a number of columns. */
export function fit(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let shown = '';
  let width = 0;
  for (const char of text) {
    width += widthOfChar(char);
    if (width > columns - 1) break;
    shown += char;
  }
  return `${shown}…`;
}

/** Breaks uncoloured text at spaces; a word that is longer than a line stays whole, so that it can be copied. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(joined) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = joined;
    }
  }
  return [...lines, line];
}

function widthOfChar(char: string): number {
  if (zeroWidth.test(char)) return 0;
  return wide.test(char) ? 2 : 1;
}
