import { placeOf, type Place } from '../../core/place.ts';
import { ProblemList } from '../../core/problem-list.ts';
import type { SyntaxProblem, Token } from './token.ts';

/** One statement: its words, and the statements between its braces. */
export interface Statement extends Place {
  /** The first word, `$NAME` of a definition, empty for braces that belong to nothing. */
  keyword: string;
  /** All its words, the keyword first. */
  words: Token[];
  /** The `@NAME` that its line is for. */
  condition: Token | null;
  block: Block | null;
}

export interface Block {
  open: Token;
  /** null: the file ends before it does. */
  close: Token | null;
  statements: Statement[];
}

/** keepalived's own configuration nests five deep; a file of nothing but braces must not end in a stack overflow. */
const DEEPEST = 32;

/**
 * Statements of tokens: one ends with its line, at a brace, or opens a block; a `{` on a line of its own belongs to
 * the statement before it. Never throws: what is left over becomes a problem. Pure.
 */
export function treeOf(tokens: readonly Token[]): {
  statements: Statement[];
  problems: SyntaxProblem[];
} {
  const tree = new Tree();
  for (const token of tokens) tree.add(token);
  tree.end();
  return { statements: tree.statements, problems: tree.problems.all() };
}

class Tree {
  readonly statements: Statement[] = [];
  readonly problems = new ProblemList<SyntaxProblem>();
  readonly #blocks: Block[] = [];
  #words: Token[] = [];
  #condition: Token | null = null;
  /** The statement that a `{` on the next line would belong to. */
  #waiting: Statement | null = null;
  /** Blocks that are open below the deepest one. */
  #tooDeep = 0;

  add(token: Token): void {
    switch (token.kind) {
      case 'space':
      case 'comment':
        return;
      case 'newline':
        this.#flush();
        this.#condition = null;
        return;
      case 'condition':
        this.#condition = token;
        return;
      case 'definition':
        this.#statement([token], token.raw.slice(0, token.raw.indexOf('=')));
        this.#waiting = null;
        return;
      case 'word':
        if (token.raw.startsWith('"') && (token.raw.length === 1 || !token.raw.endsWith('"'))) {
          this.#problem('unterminated-quote', token, 'the double quote is never closed');
        }
        this.#words.push(token);
        return;
      case 'open':
        return this.#open(token);
      case 'close':
        return this.#close(token);
      case 'rest':
        this.#problem('too-long', token, tooLong(token.raw));
    }
  }

  end(): void {
    this.#flush();
    for (const { open } of this.#blocks) {
      this.#problem('missing-close', open, 'the block is never closed: a } is missing');
    }
  }

  #open(token: Token): void {
    this.#flush();
    if (this.#blocks.length >= DEEPEST) {
      this.#tooDeep += 1;
      return;
    }
    if (this.#waiting === null) {
      this.#problem('unexpected-open', token, 'this { belongs to no keyword');
    }
    const owner = this.#waiting ?? this.#statement([], '', token);
    owner.block = { open: token, close: null, statements: [] };
    this.#blocks.push(owner.block);
    this.#waiting = null;
  }

  #close(token: Token): void {
    this.#flush();
    this.#waiting = null;
    if (this.#tooDeep > 0) {
      this.#tooDeep -= 1;
      return;
    }
    const block = this.#blocks.pop();
    if (block) block.close = token;
    else this.#problem('extra-close', token, 'this } closes nothing');
  }

  #flush(): void {
    const [first] = this.#words;
    if (first) this.#waiting = this.#statement(this.#words, first.text);
    this.#words = [];
  }

  #statement(words: Token[], keyword: string, at = words[0]): Statement {
    const { line, column, file } = placeOf(at);
    const [condition, block] = [this.#condition, null];
    // All in one literal, as the tokens: there may be a hundred thousand.
    const statement: Statement =
      file === undefined
        ? { line, column, keyword, words, condition, block }
        : { line, column, keyword, words, condition, block, file };
    (this.#blocks.at(-1)?.statements ?? this.statements).push(statement);
    return statement;
  }

  #problem(kind: SyntaxProblem['kind'], at: Place, message: string): void {
    this.problems.add(kind, () => ({ ...placeOf(at), kind, message }));
  }
}

function tooLong(rest: string): string {
  const what = rest.includes('\n') ? 'file' : 'line';
  return `the ${what} is longer than any of keepalived's: its last ${rest.length} signs are not looked at`;
}
