/** A `~SEQ(VAR, START, STEP, END) TEXT` line: the text once for each value. */
export interface Sequence {
  name: string;
  values: string[];
  text: string;
}

/** More values than a file could need; a hostile one must not fill the memory. */
const MOST_VALUES = 10_000;

/** `~SEQ(VAR, END)`, `(VAR, START, END)` or `(VAR, START, STEP, END)`; `~SEQx` counts in hexadecimal. null: it is none. */
export function sequenceOf(line: string): Sequence | null {
  const match = /^[ \t]*~SEQ(x?)[ \t]*\(([^(),]+),([^()]+)\)[ \t]*(.*)$/s.exec(line);
  if (match === null) return null;
  const [, hex = '', name = '', list = '', text = ''] = match;
  const numbers = list.split(',').map((one) => Number(one.trim() || NaN));
  const range = rangeOf(numbers);
  if (range === null) return null;
  const values = Array.from({ length: range.count }, (_, index) =>
    (range.start + index * range.step).toString(hex === '' ? 10 : 16),
  );
  return { name: name.trim(), values, text };
}

function rangeOf(numbers: number[]): { start: number; step: number; count: number } | null {
  if (numbers.length > 3 || !numbers.every(Number.isSafeInteger)) return null;
  const [first = 1, second = first, third] = numbers;
  const end = third ?? second;
  const start = numbers.length === 1 ? (end < 0 ? -1 : 1) : first;
  const step = third === undefined ? (start <= end ? 1 : -1) : second;
  const count = Math.floor((end - start) / step) + 1;
  return count >= 1 ? { start, step, count: Math.min(count, MOST_VALUES) } : null;
}
