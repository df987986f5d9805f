import { isIP } from 'node:net';
import { addressNumber, canonical } from '../core/address.ts';

/** An address or network as every packet filter writes it back: without bits behind the prefix, without a prefix that says nothing. */
export function networkOf(text: string): string {
  const [address = '', bits] = text.split('/');
  const width = isIP(address) === 6 ? 128 : 32;
  const prefix = bits === undefined ? width : Number(bits);
  const number = addressNumber(address);
  if (prefix === width || number === null) return canonical(address);
  const behind = BigInt(width - prefix);
  return `${textOf((number >> behind) << behind, width)}/${prefix}`;
}

function textOf(value: bigint, width: number): string {
  const [size, count] = width === 32 ? [8n, 4] : [16n, 8];
  const words = Array.from({ length: count }, (_, index) =>
    Number((value >> (size * BigInt(count - 1 - index))) & ((1n << size) - 1n)),
  );
  if (width === 32) return words.join('.');
  return canonical(words.map((word) => word.toString(16)).join(':'));
}
