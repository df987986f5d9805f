import { placeOf } from '../../core/place.ts';
import { wordsOf } from './lexer.ts';
import { treeOf, type Statement } from './tree.ts';
import { repetitionOf, type Definitions } from './repetition.ts';
import { Budget } from './budget.ts';
import type { KeepalivedFile } from './parse.ts';
import type { SyntaxProblem, Token } from './token.ts';

export interface Environment {
  /** The node's name: `@NAME` lines count where it is the part before the first dot (keepalived's default, `-i` apart). */
  hostname: string;
  /** Files that an `include` names, in their order; none: the statement stays as it is. `from`: the file it stands in. */
  include?: (pattern: string, from: string | undefined) => KeepalivedFile[];
}

/** What keepalived on one host makes of a file. Every place is that of the line in which something is used. */
export interface KeepalivedView {
  statements: Statement[];
  problems: SyntaxProblem[];
}

/** A line on its way, and what is defined before it is read. */
interface Step {
  text: string;
  define?: Definitions;
}

/** keepalived's own limit of a line (MAXBUF), and of ours against definitions that grow out of themselves. */
const LONGEST_LINE = 1024;
const MOST_TOKENS = 300_000;
const MOST_STEPS = 20_000;

/** What does not stand for itself: it is worked in, or says nothing. */
const LEFT_OUT: Token['kind'][] = ['condition', 'comment', 'newline', 'rest'];

/**
 * Lines for other hosts left out, files included, `$NAME` and `${NAME}` replaced (also in double quotes, also by
 * several lines), as keepalived >= 2.0 does while it reads. A name that is not defined stays as it is. Pure.
 */
export function expandKeepalived(file: KeepalivedFile, environment: Environment): KeepalivedView {
  if (isPlain(file)) return { statements: [...file.statements], problems: [...file.problems] };
  const expansion = new Expansion(environment);
  expansion.file(file, 0);
  const { statements, problems } = treeOf(expansion.tokens);
  return { statements, problems: [...expansion.problems, ...problems] };
}

/** Nothing to leave out, to include or to replace in it: most files are so, and reading is most of the work. */
function isPlain({ tokens }: KeepalivedFile): boolean {
  return !tokens.some(
    ({ kind, raw }) =>
      kind === 'condition' ||
      kind === 'definition' ||
      (kind === 'word' && (raw.includes('$') || raw.startsWith('~') || isInclude(raw))),
  );
}

/** With or without quotes. */
function isInclude(word: string): boolean {
  return /^"?include[a-z]?"?$/.test(word);
}

class Expansion {
  readonly tokens: Token[] = [];
  readonly problems: SyntaxProblem[] = [];
  readonly #definitions = new Map<string, string>();
  readonly #environment: Environment;
  readonly #id: string;
  readonly #budget = new Budget();
  #full = false;

  constructor(environment: Environment) {
    this.#environment = environment;
    this.#id = environment.hostname.split('.')[0] ?? '';
    this.#definitions.set('_HASH', '#').set('_BANG', '!').set('_INSTANCE', this.#id);
  }

  file(file: KeepalivedFile, depth: number): void {
    for (const one of file.problems) if (one.kind === 'too-long') this.problems.push(one);
    for (const line of linesOf(file.tokens)) {
      if (depth > 0) this.#budget.includedLine();
      this.#line(line, depth);
    }
  }

  #line(line: Token[], depth: number): void {
    const condition = line.find((token) => token.kind === 'condition');
    if (condition && !this.#applies(condition.text)) return;
    const words = line.filter(({ kind }) => !LEFT_OUT.includes(kind));
    const first = words.find((token) => token.kind !== 'space');
    if (first?.kind === 'definition') {
      this.#definitions.set(/^\$([^=]*)/.exec(first.raw)?.[1] ?? '', first.text);
      return;
    }
    for (const row of this.#replaced(words)) this.#row(row, depth);
  }

  /** One line after its definitions are replaced: an include, or words. */
  #row(row: Token[], depth: number): void {
    const [keyword, pattern] = row.filter((token) => token.kind === 'word');
    const { include } = this.#environment;
    if (include && pattern && /^include[a-z]?$/.test(keyword?.text ?? '')) {
      if (!this.#budget.mayInclude(pattern.text, depth)) return;
      for (const file of include(pattern.text, pattern.file)) {
        if (this.#budget.mayRead) this.file(file, depth + 1);
      }
      return;
    }
    const [first] = row;
    if (first === undefined || this.#isFull(row)) return;
    // One by one: a line may have more words than a call takes arguments.
    for (const token of row) this.tokens.push(token);
    this.tokens.push({ ...placeOf(first), kind: 'newline', raw: '\n', text: '\n' });
  }

  /** Told once: what comes after it is missing in all that is made of the file. */
  #isFull(row: Token[]): boolean {
    if (this.#full || this.tokens.length + row.length <= MOST_TOKENS) return this.#full;
    this.problems.push({
      ...placeOf(row[0]),
      kind: 'too-long',
      message: `with its includes and definitions the file has more than ${MOST_TOKENS} words and blanks: what follows is not looked at`,
    });
    this.#full = true;
    return true;
  }

  #applies(text: string): boolean {
    return text.startsWith('^') ? text.slice(1) !== this.#id : text === this.#id;
  }

  #replaced(words: Token[]): Token[][] {
    const [first] = words;
    const text = words.map((token) => token.raw).join('');
    if (first === undefined || !/\$|^[ \t]*~(SEQ|LST)/.test(text)) return [words];
    if (!this.#budget.mayReplace) return [words];
    const rows = this.#expand(text);
    if (rows === null) {
      this.#budget.endless();
      this.problems.push({
        ...placeOf(first),
        kind: 'expansion',
        message: `with its definitions replaced the line has no end, or one after ${LONGEST_LINE} signs: keepalived does not read it`,
      });
      return [words];
    }
    return rows.map((row) => wordsOf(row, first));
  }

  /** The lines that a line becomes; null where it grows too long, or out of itself. */
  #expand(text: string): string[] | null {
    const ready: string[] = [];
    const waiting: Step[] = [{ text }];
    for (let steps = 0; waiting.length > 0; steps += 1) {
      this.#budget.step();
      const { text: line = '', define = [] } = waiting.pop() ?? {};
      for (const [name, value] of define) this.#definitions.set(name, value);
      const lines = ready.length + waiting.length;
      if (line.length > LONGEST_LINE || Math.max(steps, lines) > MOST_STEPS) return null;
      const next = this.#next(line);
      if (next === null) ready.push(line);
      // One by one: a definition may have more lines than a call takes arguments.
      else for (const step of next.reverse()) waiting.push(step);
    }
    return ready;
  }

  /** What stands in place of a line after one step, in order; null: nothing to replace in it. */
  #next(line: string): Step[] | null {
    const [, condition, rest = ''] = /^[ \t]*@(\^?[^ \t]*)[ \t]*(.*)$/s.exec(line) ?? [];
    if (condition !== undefined) return this.#applies(condition) ? [{ text: rest }] : [];
    const [, name, value = ''] = /^[ \t]*\$([A-Za-z_]\w*)=[ \t]*(.*?)[ \t]*$/s.exec(line) ?? [];
    if (name !== undefined) return [{ text: '', define: [[name, value]] }];
    const repetition = repetitionOf(line);
    if (repetition) {
      return repetition.rounds.map((define) => ({ text: repetition.text, define }));
    }
    const replaced = this.#replaceFirst(line);
    return replaced === null ? null : replaced.split('\n').map((text) => ({ text }));
  }

  /** null: nothing to replace in it. */
  #replaceFirst(line: string): string | null {
    for (const match of line.matchAll(/\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*)(?=[ \t,)\n]|$))/g)) {
      const value = this.#definitions.get(match[1] ?? match[2] ?? '');
      if (value === undefined) continue;
      return line.slice(0, match.index) + value + line.slice(match.index + match[0].length);
    }
    return null;
  }
}

function linesOf(tokens: readonly Token[]): Token[][] {
  const lines: Token[][] = [[]];
  for (const token of tokens) {
    lines.at(-1)?.push(token);
    if (token.kind === 'newline') lines.push([]);
  }
  return lines;
}
