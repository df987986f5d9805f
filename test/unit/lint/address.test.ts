import { expect, test } from 'vitest';
import { canonical } from '../../../src/core/address.ts';
import { isHost, isLinkLocal, isSameAddress, isWithin } from '../../../src/lint/address.ts';

test('one spelling for each address; what is none stays', () => {
  expect(canonical('2001:DB8:0:0::0001')).toBe('2001:db8::1');
  expect(canonical('fe80::1%eth0')).toBe('fe80::1');
  expect(canonical('192.0.2.1')).toBe('192.0.2.1');
  expect(canonical('${VIP}')).toBe('${vip}');
  expect(isSameAddress('::1', '0:0:0:0:0:0:0:1')).toBe(true);
  expect(isSameAddress('192.0.2.1', '192.0.2.10')).toBe(false);
});

test.each<[string, string, number, boolean]>([
  ['192.0.2.255', '192.0.2.0', 24, true],
  ['192.0.3.0', '192.0.2.0', 24, false],
  ['192.0.3.0', '192.0.2.0', 23, true],
  ['10.9.8.7', '10.1.2.3', 0, true],
  ['192.0.2.1', '192.0.2.1', 32, true],
  ['192.0.2.1', '192.0.2.0', 32, false],
  ['2001:db8:0:1::1', '2001:db8::', 32, true],
  ['2001:db8:0:1::1', '2001:db8::', 64, false],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.2', 127, false],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.2', 120, true],
  ['192.0.2.1', '2001:db8::', 0, false],
  ['192.0.2.1', '192.0.2.0', 33, false],
  ['192.0.2.1', '192.0.2.0', NaN, false],
  ['x', '192.0.2.0', 24, false],
])('%s in %s/%d: %s', (address, network, prefixLength, expected) => {
  expect(isWithin(address, { address: network, prefixLength })).toBe(expected);
});

test('hosts and link-local addresses', () => {
  expect(isHost({ address: '192.0.2.1', prefixLength: 32 })).toBe(true);
  expect(isHost({ address: '2001:db8::1', prefixLength: 64 })).toBe(false);
  expect([isLinkLocal('febf::1'), isLinkLocal('fec0::1'), isLinkLocal('169.254.1.1')]).toEqual([
    true,
    false,
    false,
  ]);
});
