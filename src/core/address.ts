import { isIP } from 'node:net';

/** One spelling for each address; a zone (`%eth0`) is left out. What is no address stays as it is. */
export function canonical(text: string): string {
  const address = text.replace(/%.*$/s, '').toLowerCase();
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

/** An address as a number, to compare it with the bits of a network; null: no address. */
export function addressNumber(text: string): bigint | null {
  const address = canonical(text);
  const family = isIP(address);
  if (family === 0) return null;
  const [words, size] =
    family === 4 ? [address.split('.').map(Number), 8n] : [wordsOf(address), 16n];
  return words.reduce((sum, word) => (sum << size) + BigInt(word), 0n);
}

/** The eight words of an IPv6 address in its one spelling, "::" filled. */
function wordsOf(address: string): number[] {
  const [head = [], tail] = address
    .split('::')
    .map((part) => (part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16))));
  if (tail === undefined) return head;
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}
