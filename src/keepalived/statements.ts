/** One statement of keepalived.conf(5): its words, and the statements between its braces. */
export interface Statement {
  words: string[];
  block: Statement[] | null;
}

/**
 * Enough of keepalived.conf(5) to compare two files: comments (`#`, `!`) and quotes are understood, a
 * statement ends with its line or opens a block. Anything odd is kept as words; never throws.
 */
export function statementsOf(text: string): Statement[] {
  const top: Statement[] = [];
  const open: Statement[][] = [top];
  for (const line of text.split('\n')) {
    let words: string[] = [];
    const flush = (block: Statement[] | null) => {
      if (words.length > 0 || block !== null) open.at(-1)?.push({ words, block });
      words = [];
    };
    for (const word of wordsOf(line)) {
      if (word === '{') {
        const block: Statement[] = [];
        flush(block);
        open.push(block);
      } else if (word === '}') {
        flush(null);
        if (open.length > 1) open.pop();
      } else words.push(unquoted(word));
    }
    // `vrrp_instance NAME` with its brace on the next line: the words wait there.
    if (words.length > 0) flush(null);
  }
  return top.map((one, index) => adopted(one, top[index + 1])).filter((one) => one !== null);
}

function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const match of line.matchAll(/"(?:[^"\\]|\\.)*"?|[{}]|[#!].*$|[^\s{}"#!]+/g)) {
    const [word] = match;
    if (word.startsWith('#') || word.startsWith('!')) break;
    words.push(word);
  }
  return words;
}

function unquoted(word: string): string {
  return word.startsWith('"') ? word.replace(/^"|"$/g, '') : word;
}

/** A brace on a line of its own belongs to the statement before it. */
function adopted(one: Statement, next: Statement | undefined): Statement | null {
  if (one.block !== null && one.words.length === 0) return null;
  if (one.block === null && next?.block && next.words.length === 0) {
    return { words: one.words, block: next.block };
  }
  return one;
}
