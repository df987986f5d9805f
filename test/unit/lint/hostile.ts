import { mutate } from '../keepalived/mutate.ts';

/** As many as asked for, each another one for another number, the same one for the same number. */
export function hostile(text: string, seed: number): string {
  const change = changes[seed % changes.length] ?? mutate;
  return change(text, seed);
}

type Change = (text: string, seed: number) => string;

const lines = (text: string) => text.split(/(?<=\n)/);

const at = (seed: number, length: number) => (Math.imul(seed, 2654435761) >>> 0) % (length + 1);

/** Ways in which a file is broken by hand, by a disk, or on purpose. */
const changes: Change[] = [
  mutate,
  function withoutLines(text, seed) {
    const all = lines(text);
    const from = at(seed, all.length);
    return [...all.slice(0, from), ...all.slice(from + 1 + (seed % 5))].join('');
  },
  function linesTwice(text, seed) {
    const all = lines(text);
    const from = at(seed, all.length);
    return [...all.slice(0, from + 3), ...all.slice(from)].join('');
  },
  function cutShort(text, seed) {
    return text.slice(0, at(seed, text.length));
  },
  function otherBytes(text, seed) {
    const bytes = Buffer.from(text);
    for (let n = 1; n <= 1 + (seed % 8); n += 1) {
      bytes[at(seed * n, bytes.length)] = at(seed + n * 7919, 255);
    }
    // What is no UTF-8 becomes what whoever reads the file makes of it.
    return bytes.toString(seed % 2 === 0 ? 'utf8' : 'latin1');
  },
  function otherOrder(text, seed) {
    const all = lines(text);
    const from = at(seed, all.length);
    return [...all.slice(from), ...all.slice(0, from)].join('');
  },
  function longLine(text, seed) {
    const from = at(seed, text.length);
    const sign = ['x', ' ', '"', '{', '\\', '$', '9', '#', "'", '.'][seed % 10] ?? 'x';
    return text.slice(0, from) + sign.repeat(3000) + text.slice(from);
  },
  function deepNest(text, seed) {
    const from = at(seed, text.length);
    return `${text.slice(0, from)}\n${'a {\n'.repeat(200)}${text.slice(from)}${'}\n'.repeat(seed % 300)}`;
  },
  function onOneLine(text) {
    return text.replaceAll('\n', ' ');
  },
  (text, seed) => mutate(mutate(mutate(text, seed), seed + 1), seed + 2),
];
