/**
 * The words of one line of keepalived.conf as 2.2.7 reads it: `#` and `!` comment unless in double
 * quotes, a word in double quotes ends at the next one, braces stand alone. null: an open quote.
 */
export function keepalivedWords(line: string): string[] | null {
  const words: string[] = [];
  let i = 0;
  while (i < line.length) {
    const char = line.charAt(i);
    if (char === '#' || char === '!') break;
    if (char === '"') {
      const end = line.indexOf('"', i + 1);
      if (end === -1) return null;
      words.push(line.slice(i + 1, end));
      i = end + 1;
    } else if (char === '{' || char === '}') {
      words.push(char);
      i += 1;
    } else if (/\s/.test(char)) {
      i += 1;
    } else {
      const word = /^[^\s"#!{}]+/.exec(line.slice(i))?.[0] ?? char;
      words.push(word);
      i += word.length;
    }
  }
  return words;
}

export function keepalivedLines(text: string): (string[] | null)[] {
  return text
    .split('\n')
    .map(keepalivedWords)
    .filter((words) => words === null || words.length > 0);
}
