/** Words as Python's shlex reads them: quotes, backslashes, `#` for the rest of the line. Null: a quote is never closed. */
export function shellWords(line: string, options = { comments: true }): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const char = line.charAt(i);
    if (quote !== '') {
      const next = line.charAt(i + 1);
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"' && (next === '"' || next === '\\')) {
        word = `${word ?? ''}${next}`;
        i++;
      } else word = `${word ?? ''}${char}`;
      continue;
    }
    if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (char === '#' && options.comments) {
      break;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
    } else if (char === '\\') {
      if (i + 1 >= line.length) return null;
      word = `${word ?? ''}${line.charAt(++i)}`;
    } else {
      word = `${word ?? ''}${char}`;
    }
  }
  if (quote !== '') return null;
  if (word !== null) words.push(word);
  return words;
}
