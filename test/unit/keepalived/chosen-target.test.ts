import { expect, test } from 'vitest';
import { Failed } from '../../../src/core/failure.ts';
import { chosenTarget, chosenVips } from '../../../src/keepalived/switchover.ts';
import { having, lvsPair, VIP } from '../lvs-pair.ts';

const cluster = lvsPair();
const { hosts, vips } = cluster;
const facts = new Map([
  ['a', having({ eth0: VIP })],
  ['b', having({})],
  ['web', having({ lo: VIP })],
]);

test('the one standby is a director: a web server never takes over', () => {
  expect(chosenTarget({ cluster, hosts, facts, vips, to: undefined }).name).toBe('b');
});

test('--to a host that may not hold the VIP is refused', () => {
  try {
    chosenTarget({ cluster, hosts, facts, vips, to: 'web' });
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof Failed) || error.failure.reason !== 'bad-input') throw error;
    expect(error.failure.problems).toEqual([
      { message: '--to web: it may not hold VIP', hint: 'hosts: a, b' },
    ]);
  }
});

test('VIPs of one instance move together, whichever is named', () => {
  const [vip] = vips;
  if (vip === undefined) throw new Error('no VIP');
  const two = { ...cluster, vips: [vip, { ...vip, address: '192.0.2.101' }] };
  expect(chosenVips(two, '192.0.2.101')).toEqual(two.vips);
});
