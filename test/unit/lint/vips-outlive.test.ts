import { expect, test } from 'vitest';
import { vipsOutliveEachOther } from '../../../src/lint/rules/vrrp/vips-outlive-each-other.ts';
import { findingsOf, instance } from './pair.ts';

const INSTANCES = ['A', 'B', 'C'];

/** Any of few, so that they meet often: the same ones for the same seed. */
function pick(seed: number, of: number): number {
  return (Math.imul(seed, 2654435761) >>> 7) % of;
}

function heldIn(seed: number): { by: string; address: string; prefixLength: number }[] {
  return Array.from({ length: 12 }, (_, at) => ({
    by: INSTANCES[Math.floor(at / 4)] ?? '',
    address: `10.0.${pick(seed + at, 2)}.${pick(seed * 31 + at, 4)}`,
    prefixLength: [24, 32, 23][pick(seed * 7 + at, 3)] ?? 24,
  }));
}

test('the first address of another instance in the network is named, however many there are', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const held = heldIn(seed);
    const network = ({ address, prefixLength }: (typeof held)[number]) =>
      prefixLength === 24 ? address.replace(/\.\d+$/, '') : 'both';
    const expected = held.flatMap((one, at) => {
      const primary = held
        .slice(0, at)
        .find(
          (other) =>
            other.by !== one.by &&
            other.address !== one.address &&
            other.prefixLength === one.prefixLength &&
            network(other) === network(one),
        );
      return one.prefixLength === 32 || primary === undefined
        ? []
        : [
            `${one.address}/${one.prefixLength} of ${one.by} may go with ${primary.address} of ${primary.by} on lb01`,
          ];
    });
    const text = INSTANCES.map((name) => {
      const own = held.filter(({ by }) => by === name);
      const vips = own.map(({ address, prefixLength }) => `${address}/${prefixLength}\n`).join('');
      return instance(`interface eth0\nvirtual_ipaddress {\n${vips}}`, name);
    });
    const told = findingsOf(vipsOutliveEachOther, { lb01: { keepalived: text.join('') } });
    expect(told.map(({ message }) => message)).toEqual(expected);
  }
});
