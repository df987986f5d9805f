import { expect, test } from 'vitest';
import { heldBy, holdersOf, mayHold, vipsFor, type Vip } from '../../../src/core/cluster.ts';
import { having, lvsPair, VIP } from '../lvs-pair.ts';

const cluster = lvsPair();
const [vip] = cluster.vips as [Vip];

test('only a host that is named may hold a VIP', () => {
  expect(cluster.hosts.map((host) => mayHold(host, vip))).toEqual([true, true, false]);
  expect(cluster.hosts.map((host) => vipsFor(host, cluster).length)).toEqual([1, 1, 0]);
});

test('a real server that has the address on lo holds nothing', () => {
  const facts = new Map([
    ['a', having({})],
    ['b', having({ eth0: VIP })],
    ['web', having({ lo: VIP })],
  ]);
  expect(holdersOf(vip, facts)).toEqual(['b']);
  expect(heldBy({ name: 'web' }, cluster, having({ lo: VIP }))).toEqual([]);
  expect(heldBy({ name: 'a' }, cluster, having({ eth0: VIP }))).toEqual([vip]);
});
