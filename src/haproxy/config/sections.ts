import { placeOf, type Place } from '../../core/place.ts';
import { ProblemList } from '../../core/problem-list.ts';
import { unquoted } from './lexer.ts';
import type { SyntaxProblem, Token } from './token.ts';

/** One line: its words. */
export interface Statement extends Place {
  /** The first word, after `no` or `default`; of a directive with its dot: `.if`. */
  keyword: string;
  /** The words after it. */
  words: Token[];
  /** `no option …`, `default option …`. */
  prefix: 'no' | 'default' | null;
  /** The innermost `.if`, `.elif` or `.else` that it stands under. */
  branch: Statement | null;
}

export interface Section extends Place {
  /** `global`, `defaults`, `frontend`, … */
  kind: string;
  name: string | null;
  /** The named defaults it takes: `from NAME`. */
  from: string | null;
  words: Token[];
  /** As of a statement. */
  branch: Statement | null;
  statements: Statement[];
}

/** Section keywords up to haproxy 3.4 (configuration manual; old and experimental ones included). */
const kinds = new Set([
  'global',
  'defaults',
  'frontend',
  'backend',
  'listen',
  'peers',
  'resolvers',
  'userlist',
  'cache',
  'ring',
  'program',
  'http-errors',
  'mailers',
  'fcgi-app',
  'log-forward',
  'log-profile',
  'crt-store',
  'traces',
  'acme',
  'healthcheck',
  'ruleset',
]);

/** Sections and directives of tokens. What stands before the first section is `outside`. Never throws. Pure. */
export function sectionsOf(tokens: readonly Token[]): {
  outside: Statement[];
  sections: Section[];
  problems: SyntaxProblem[];
} {
  const reader = new Reader();
  for (const token of tokens) reader.add(token);
  reader.end(tokens.at(-1));
  return { outside: reader.outside, sections: reader.sections, problems: reader.problems.all() };
}

class Reader {
  readonly outside: Statement[] = [];
  readonly sections: Section[] = [];
  readonly problems = new ProblemList<SyntaxProblem>();
  readonly #branches: Statement[] = [];
  #words: Token[] = [];

  add(token: Token): void {
    if (token.kind === 'newline') this.#line();
    if (token.kind === 'rest') this.#problem('too-long', token, tooLong(token.raw));
    if (token.kind !== 'word') return;
    const isQuoted = token.raw.includes("'") || token.raw.includes('"');
    const open = isQuoted ? unquoted(token.raw).open : null;
    if (open !== null) this.#problem('unterminated-quote', token, `the ${open} is never closed`);
    this.#words.push(token);
  }

  end(last: Token | undefined): void {
    const [first] = this.#words;
    this.#line();
    for (const branch of this.#branches) {
      this.#problem('unmatched-if', branch, `${branch.keyword} without its .endif`);
    }
    if (first !== undefined || last?.kind === 'comment') {
      this.#problem(
        'missing-newline',
        first ?? placeOf(last),
        'the last line has no line end: haproxy takes the file for truncated',
      );
    }
  }

  #line(): void {
    const [first] = this.#words;
    if (first === undefined) return;
    const rest = this.#words.slice(1);
    this.#words = [];
    if (first.raw.startsWith('.')) this.#directive(first, rest);
    else if (kinds.has(first.text)) this.#section(first, rest);
    else this.#statement(first, rest);
  }

  #section(first: Token, words: Token[]): void {
    const named = words[0] !== undefined && words[0].text !== 'from';
    const from = words[named ? 1 : 0]?.text === 'from' ? words[named ? 2 : 1] : undefined;
    this.sections.push({
      ...placeOf(first),
      kind: first.text,
      name: named ? (words[0]?.text ?? null) : null,
      from: from?.text ?? null,
      words,
      branch: this.#branches.at(-1) ?? null,
      statements: [],
    });
  }

  #statement(first: Token, words: Token[]): void {
    const prefix = first.text === 'no' || first.text === 'default' ? first.text : null;
    const keyword = prefix === null ? first : (words[0] ?? first);
    const statement = statementAt(first, {
      keyword: keyword.text,
      words: prefix === null ? words : words.slice(1),
      prefix,
      branch: this.#branches.at(-1) ?? null,
    });
    if (this.sections.length === 0) {
      this.#problem('outside-section', first, `${first.text} stands before the first section`);
    }
    this.#push(statement);
  }

  #directive(first: Token, words: Token[]): void {
    const above = this.#branches.at(-1) ?? null;
    const statement = statementAt(first, {
      keyword: first.text,
      words,
      prefix: null,
      branch: above,
    });
    const closes = ['.elif', '.else', '.endif'].includes(first.text);
    if (closes && this.#branches.pop() === undefined) {
      this.#problem('unmatched-if', first, `${first.text} without an .if before it`);
    }
    if (closes) statement.branch = this.#branches.at(-1) ?? null;
    if (first.text !== '.endif' && (closes || first.text === '.if')) this.#branches.push(statement);
    this.#push(statement);
  }

  #push(statement: Statement): void {
    (this.sections.at(-1)?.statements ?? this.outside).push(statement);
  }

  #problem(kind: SyntaxProblem['kind'], at: Place, message: string): void {
    this.problems.add(kind, () => ({ ...placeOf(at), kind, message }));
  }
}

/** All in one literal, as the tokens: there may be a hundred thousand. */
function statementAt(
  { line, column, file }: Place,
  { keyword, words, prefix, branch }: Omit<Statement, keyof Place>,
): Statement {
  return file === undefined
    ? { line, column, keyword, words, prefix, branch }
    : { line, column, keyword, words, prefix, branch, file };
}

function tooLong(rest: string): string {
  const what = rest.includes('\n') ? 'file' : 'line';
  return `the ${what} is longer than any of haproxy's: its last ${rest.length} signs are not looked at`;
}
