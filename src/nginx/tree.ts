import { placeOf, type Place } from '../core/place.ts';
import { ProblemList } from '../core/problem-list.ts';
import { isOpen } from './lexer.ts';
import type { SyntaxProblem, Token } from './token.ts';

/** A directive with its words; `block`: what stands in its braces, null without. */
export interface Directive extends Place {
  name: string;
  args: Token[];
  block: Directive[] | null;
}

/** Nobody nests deeper; what does stays in the innermost block that is kept. */
const MOST_DEPTH = 64;

/** Directives and blocks of tokens. Never throws. Pure. */
export function directivesOf(tokens: readonly Token[]): {
  directives: Directive[];
  problems: SyntaxProblem[];
} {
  const reader = new Reader();
  for (const token of tokens) reader.add(token);
  reader.end();
  return { directives: reader.directives, problems: reader.problems.all() };
}

class Reader {
  readonly directives: Directive[] = [];
  readonly problems = new ProblemList<SyntaxProblem>();
  /** The blocks that are open, the innermost last. */
  readonly #open: Directive[] = [];
  /** How many more are open that are too deep to be kept. */
  #deeper = 0;
  #words: Token[] = [];

  add(token: Token): void {
    if (token.kind === 'word') this.#word(token);
    else if (token.kind === 'end') this.#directive(null);
    else if (token.kind === 'open') this.#block(token);
    else if (token.kind === 'close') this.#close(token);
    else if (token.kind === 'rest') {
      const { length } = token.raw;
      this.#problem(
        'too-long',
        token,
        `the file is too long: its last ${length} signs are not looked at`,
      );
    }
  }

  end(): void {
    this.#unended();
    const [unclosed] = this.#open;
    if (unclosed !== undefined) {
      this.#problem('missing-close', unclosed, `the block of ${short(unclosed.name)} has no }`);
    }
  }

  #word(token: Token): void {
    if (isOpen(token.raw)) {
      this.#problem('unterminated-quote', token, `the ${token.raw.charAt(0)} is never closed`);
    }
    this.#words.push(token);
  }

  #directive(block: Directive[] | null): Directive | null {
    const [first, ...args] = this.#words;
    this.#words = [];
    if (first === undefined) return null;
    const directive = { ...placeOf(first), name: first.text, args, block };
    (this.#open.at(-1)?.block ?? this.directives).push(directive);
    return directive;
  }

  #block(token: Token): void {
    const [first] = this.#words;
    if (first === undefined) {
      this.#problem('nameless-block', token, 'a { with no directive before it');
    }
    if (this.#open.length >= MOST_DEPTH || first === undefined) {
      this.#words = [];
      this.#deeper += 1;
      return;
    }
    const directive = this.#directive([]);
    if (directive !== null) this.#open.push(directive);
  }

  #close(token: Token): void {
    this.#unended();
    if (this.#deeper > 0) this.#deeper -= 1;
    else if (this.#open.pop() === undefined) {
      this.#problem('extra-close', token, 'a } that closes nothing');
    }
  }

  /** A directive that a `}` or the end of the file cuts off. */
  #unended(): void {
    const directive = this.#directive(null);
    if (directive !== null) {
      this.#problem('missing-end', directive, `${short(directive.name)} has no ; at its end`);
    }
  }

  #problem(kind: SyntaxProblem['kind'], at: Place, message: string): void {
    this.problems.add(kind, () => ({ ...placeOf(at), kind, message }));
  }
}

/** Words of a file may be long. */
function short(word: string): string {
  return word.length > 60 ? `${word.slice(0, 60)}…` : word;
}
