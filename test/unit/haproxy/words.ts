/**
 * The words of one line of haproxy.cfg, written from "2.2. Quoting and escaping" of its configuration
 * manual and not from our quoting: blanks separate, `#` comments, a backslash takes the next character,
 * '…' is literal, in "…" a backslash escapes \ " $ and $NAME is replaced. null: an open quote.
 */
export function haproxyWords(line: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let i = 0;
  while (i < line.length) {
    const char = line.charAt(i);
    if (char === "'") {
      const end = line.indexOf("'", i + 1);
      if (end === -1) return null;
      word = (word ?? '') + line.slice(i + 1, end);
      i = end + 1;
    } else if (char === '"') {
      word ??= '';
      for (i += 1; line.charAt(i) !== '"'; i++) {
        if (i >= line.length) return null;
        if (line.charAt(i) === '\\') i += 1;
        word += line.charAt(i);
      }
      i += 1;
    } else if (char === '\\') {
      word = (word ?? '') + line.charAt(i + 1);
      i += 2;
    } else if (char === '#') {
      break;
    } else if (/[ \t]/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
      i += 1;
    } else {
      word = (word ?? '') + char;
      i += 1;
    }
  }
  if (word !== null) words.push(word);
  return words;
}

/** Every line that says something, as words. */
export function haproxyLines(text: string): (string[] | null)[] {
  return text
    .split('\n')
    .map(haproxyWords)
    .filter((words) => words === null || words.length > 0);
}
