import { isIP } from 'node:net';
import { canonical } from '../core/address.ts';

export function familyOf(text: string): 0 | 4 | 6 {
  const family = isIP(text);
  return family === 4 || family === 6 ? family : 0;
}

export function isSameAddress(one: string, other: string): boolean {
  return canonical(one) === canonical(other);
}

export interface Network {
  address: string;
  prefixLength: number;
}

/** Whether an address is one of a network's. */
export function isWithin(address: string, network: Network): boolean {
  const family = familyOf(address);
  if (family === 0 || family !== familyOf(network.address)) return false;
  const width = family === 4 ? 32 : 128;
  const { prefixLength } = network;
  if (!Number.isInteger(prefixLength) || prefixLength < 0 || prefixLength > width) return false;
  const rest = BigInt(width - prefixLength);
  return bitsOf(address) >> rest === bitsOf(network.address) >> rest;
}

/** One text for each network, whichever of its addresses names it; null: there is no such network. */
export function networkOf({ address, prefixLength }: Network): string | null {
  const family = familyOf(address);
  const rest = (family === 4 ? 32 : 128) - prefixLength;
  if (family === 0 || !Number.isInteger(rest) || rest < 0 || prefixLength < 0) return null;
  return `${family} ${bitsOf(address) >> BigInt(rest)}/${prefixLength}`;
}

/** Whether it is one address only, as an address without a mask is. */
export function isHost({ address, prefixLength }: Network): boolean {
  return prefixLength >= (familyOf(address) === 4 ? 32 : 128);
}

export function isLinkLocal(address: string): boolean {
  return isWithin(address, { address: 'fe80::', prefixLength: 10 });
}

function bitsOf(address: string): bigint {
  const text = canonical(address);
  if (isIP(text) === 4) {
    return text.split('.').reduce((bits, part) => (bits << 8n) + BigInt(part), 0n);
  }
  const [head = '', tail] = text.split('::');
  const before = wordsOf(head);
  const after = wordsOf(tail ?? '');
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].reduce(
    (bits, word) => (bits << 16n) + BigInt(`0x${word}`),
    0n,
  );
}

function wordsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}
