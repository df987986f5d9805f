/** Far above what anybody writes on a line, far below what a stack holds. */
const maxDepth = 40;

/** A Python literal and how it was written; null where the text is none and Ansible takes it as it stands. */
export function pythonLiteral(text: string): { value: unknown; text: string } | null {
  const reader = new Reader(text);
  try {
    const value = reader.value(0);
    return { value, text: reader.end() };
  } catch (error) {
    if (error instanceof NoLiteral) return null;
    throw error;
  }
}

class NoLiteral extends Error {}

const words = new Map<string, unknown>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b' };

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): unknown {
    if (depth > maxDepth) throw new NoLiteral();
    this.#blanks();
    const char = this.#text.charAt(this.#at);
    if (char === "'" || char === '"') return this.#string(char);
    if (char === '[') return this.#list(']', depth).items;
    if (char === '(') return this.#parenthesis(depth);
    if (char === '{') return this.#mapping(depth);
    return this.#word();
  }

  /** What was read. Nothing may follow but a comment. */
  end(): string {
    const read = this.#text.slice(0, this.#at);
    this.#blanks();
    const next = this.#text.charAt(this.#at);
    if (next !== '' && next !== '#') throw new NoLiteral();
    return read;
  }

  #blanks(): void {
    while (/^[ \t]$/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  #take(char: string): boolean {
    this.#blanks();
    if (this.#text.charAt(this.#at) !== char) return false;
    this.#at++;
    return true;
  }

  #string(quote: string): string {
    let value = '';
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text.charAt(this.#at);
      if (char === quote) {
        this.#at++;
        return value;
      }
      value += char === '\\' ? this.#escape() : char;
    }
    throw new NoLiteral();
  }

  #escape(): string {
    const next = this.#text.charAt(++this.#at);
    const code = this.#text.slice(this.#at, this.#at + 5);
    const hex = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/.exec(code);
    const digits = hex?.[1] ?? hex?.[2];
    if (digits !== undefined) {
      this.#at += digits.length;
      return String.fromCharCode(parseInt(digits, 16));
    }
    if (next === '\\' || next === "'" || next === '"') return next;
    // What is no escape keeps its backslash.
    return escapes[next] ?? `\\${next}`;
  }

  #list(close: string, depth: number): { items: unknown[]; commas: number } {
    const items: unknown[] = [];
    let commas = 0;
    this.#at++;
    while (!this.#take(close)) {
      if (items.length > commas) throw new NoLiteral();
      items.push(this.value(depth + 1));
      if (this.#take(',')) commas++;
    }
    return { items, commas };
  }

  /** `(x)` is x; `()` and `(x,)` are tuples, which YAML knows as lists. */
  #parenthesis(depth: number): unknown {
    const { items, commas } = this.#list(')', depth);
    return items.length === 1 && commas === 0 ? items[0] : items;
  }

  #mapping(depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    let commas = 0;
    this.#at++;
    while (!this.#take('}')) {
      if (entries.length > commas) throw new NoLiteral();
      const key = this.value(depth + 1);
      if (!isPlain(key) || !this.#take(':')) throw new NoLiteral();
      entries.push([String(key), this.value(depth + 1)]);
      if (this.#take(',')) commas++;
    }
    return Object.fromEntries(entries);
  }

  #word(): unknown {
    const word = /^[A-Za-z0-9_.+-]+/.exec(this.#text.slice(this.#at, this.#at + 400))?.[0] ?? '';
    this.#at += word.length;
    if (words.has(word)) return words.get(word);
    const number = numberOf(word);
    if (number === null) throw new NoLiteral();
    return number;
  }
}

function isPlain(key: unknown): key is string | number | boolean {
  return typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean';
}

/** A number with leading zeros is a text, and so is one that would not come back as it was. */
function numberOf(word: string): number | null {
  const digits = word.replace(/(?<=[0-9a-fA-F])_(?=[0-9a-fA-F])/g, '');
  const decimal = /^[+-]?(0+|[1-9]\d*|(\d+\.\d*|\.\d+)([eE][+-]?\d+)?|\d+[eE][+-]?\d+)$/;
  const based = /^([+-]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/.exec(digits);
  if (!based && !decimal.test(digits)) return null;
  const value = based ? Number(based[2]) * (based[1] === '-' ? -1 : 1) : Number(digits);
  const whole = /^[+-]?\d+$/.test(digits) || based !== null;
  return Number.isFinite(value) && (!whole || Number.isSafeInteger(value)) ? value : null;
}
