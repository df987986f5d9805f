import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkOf } from '../../../src/nftables/network.ts';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['192.0.2.1/32', '192.0.2.1'],
  ['203.0.113.9/24', '203.0.113.0/24'],
  ['203.0.113.255/25', '203.0.113.128/25'],
  ['10.1.2.3/0', '0.0.0.0/0'],
  ['2001:DB8:0::1', '2001:db8::1'],
  ['2001:db8::1/128', '2001:db8::1'],
  ['2001:db8:1:2::9/48', '2001:db8:1::/48'],
  ['fe80::1/10', 'fe80::/10'],
  ['::1/0', '::/0'],
  ['lb02.example', 'lb02.example'],
])('%s is written %s', (text, network) => {
  expect(networkOf(text)).toBe(network);
});

test('what it has written it leaves alone', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  fc.assert(
    fc.property(address, fc.nat(32), (one, bits) => {
      const network = networkOf(`${one}/${bits}`);
      expect(networkOf(network)).toBe(network);
    }),
  );
});
