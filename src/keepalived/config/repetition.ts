export type Definitions = [name: string, value: string][];

/** A `~SEQ` or `~LST` line: its text once for each round of definitions. */
export interface Repetition {
  rounds: Definitions[];
  text: string;
}

/** More rounds than a file could need; a hostile one must not fill the memory. */
const MOST_ROUNDS = 10_000;

/**
 * `~SEQ(VAR, END)`, `(VAR, START, END)`, `(VAR, START, STEP, END)`, `~SEQx` in hexadecimal; `~LST(VAR, A, B)`,
 * `~LST({VAR, VAR2}, {A, B}, {C, D})`: keepalived.conf(5), "Sequence blocks" and "List blocks". null: it is none.
 */
export function repetitionOf(line: string): Repetition | null {
  const match = /^[ \t]*~(SEQx?|LST)[ \t]*\(([^()]*)\)[ \t]*(.*)$/s.exec(line);
  if (match === null) return null;
  const [, kind = '', list = '', text = ''] = match;
  const [first, ...values] = elementsOf(list);
  if (first === undefined || values.length === 0) return null;
  const rounds = kind === 'LST' ? listRounds(first, values) : sequenceRounds(first, values, kind);
  return rounds === null ? null : { rounds: rounds.slice(0, MOST_ROUNDS), text };
}

/** `{a, b}, {c, d}, e` → [[a, b], [c, d], [e]]. */
function elementsOf(list: string): string[][] {
  return (list.match(/\{[^{}]*\}|[^,{}]+/g) ?? [])
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) =>
      one
        .replace(/^\{|\}$/g, '')
        .split(',')
        .map((part) => part.trim()),
    );
}

function listRounds(names: string[], values: string[][]): Definitions[] | null {
  if (values.some(({ length }) => length !== names.length)) return null;
  return values.map((round) => names.map((name, index) => [name, round[index] ?? '']));
}

function sequenceRounds(
  [name = '']: string[],
  values: string[][],
  kind: string,
): Definitions[] | null {
  const range = rangeOf(values.map(([one]) => Number(one === '' ? NaN : one)));
  if (range === null) return null;
  return Array.from({ length: Math.min(range.count, MOST_ROUNDS) }, (_, index) => {
    const value = range.start + index * range.step;
    return [[name, value.toString(kind === 'SEQx' ? 16 : 10)]];
  });
}

/** END alone counts from 1, a negative one from -1. */
function rangeOf(numbers: number[]): { start: number; step: number; count: number } | null {
  if (numbers.length > 3 || !numbers.every(Number.isSafeInteger)) return null;
  const end = numbers.at(-1) ?? 0;
  const start = numbers.length === 1 ? Math.sign(end) || 1 : (numbers[0] ?? 1);
  const step = numbers.length === 3 ? (numbers[1] ?? 0) : start <= end ? 1 : -1;
  const count = Math.floor((end - start) / step) + 1;
  return count >= 1 && Number.isFinite(count) ? { start, step, count } : null;
}
