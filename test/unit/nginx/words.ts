/**
 * The words of nginx.conf, written from how nginx describes its own file and not from our quoting: blanks end a word, `;`
 * ends a line, `{` opens a block and `}` closes it between words only; a word that begins with a quote goes on to the next
 * one that has no backslash before it; `#` begins a comment only where a word could begin. null: an open quote.
 */
export function nginxLines(text: string): string[][] | null {
  const lines: string[][] = [];
  let line: string[] = [];
  const end = (): void => {
    if (line.length > 0) lines.push(line);
    line = [];
  };
  let i = 0;
  while (i < text.length) {
    const char = text.charAt(i);
    if (/\s/.test(char)) {
      i += 1;
    } else if (char === '#') {
      while (i < text.length && text.charAt(i) !== '\n') i += 1;
    } else if (char === ';' || char === '{' || char === '}') {
      end();
      if (char !== ';') lines.push([char]);
      i += 1;
    } else if (char === '"' || char === "'") {
      const close = closing(text, i);
      if (close === null) return null;
      line.push(unescaped(text.slice(i + 1, close)));
      i = close + 1;
    } else {
      const from = i;
      while (i < text.length && !/[\s;{]/.test(text.charAt(i))) {
        if (text.startsWith('${', i)) i += 1;
        i += text.charAt(i) === '\\' ? 2 : 1;
      }
      line.push(unescaped(text.slice(from, i)));
    }
  }
  end();
  return lines;
}

function closing(text: string, open: number): number | null {
  for (let i = open + 1; i < text.length; i++) {
    if (text.charAt(i) === '\\') i += 1;
    else if (text.charAt(i) === text.charAt(open)) return i;
  }
  return null;
}

function unescaped(word: string): string {
  const controls: Record<string, string> = { t: '\t', r: '\r', n: '\n' };
  return word.replace(/\\(["'\\trn])/g, (_, sign: string) => controls[sign] ?? sign);
}
