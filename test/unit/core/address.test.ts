import { expect, test } from 'vitest';
import { addressNumber } from '../../../src/core/address.ts';

test.each([
  ['192.0.2.1', 0xc0000201n],
  ['255.255.255.255', 0xffffffffn],
  ['::', 0n],
  ['::1', 1n],
  ['1::', 1n << 112n],
  ['fe80::1%eth0', (0xfe80n << 112n) + 1n],
  ['2001:DB8:0:0:0:0:0:2', (0x20010db8n << 96n) + 2n],
  ['1:2:3:4:5:6:7:8', 0x00010002000300040005000600070008n],
])('%s as a number', (text, number) => {
  expect(addressNumber(text)).toBe(number);
});

test('what is no address is no number', () => {
  expect(addressNumber('lb01.example')).toBeNull();
  expect(addressNumber('192.0.2.0/24')).toBeNull();
});
