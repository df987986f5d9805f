import { expect, test } from 'vitest';
import type { Cluster } from '../../../src/core/cluster.ts';
import { drillField } from '../../../src/cli/drill-field.ts';
import { Fleet } from '../../../src/engine/fleet.ts';
import { pairModelOf } from '../../../src/keepalived/model.ts';
import { lvsPair, VIP } from '../lvs-pair.ts';

function fieldOf(cluster: Cluster) {
  const never = () => Promise.reject(new Error('not here'));
  return drillField({
    cluster,
    fleet: new Fleet(never),
    run: 'r',
    owner: 'anna@laptop',
    dial: never,
    probeEveryMs: 50,
    model: pairModelOf([]),
    seesServices: false,
    health: () => Promise.resolve([]),
    interrupt: new AbortController().signal,
  });
}

const served = (...addresses: string[]): Cluster => {
  const cluster = lvsPair();
  const [vip] = cluster.vips;
  if (vip === undefined) throw new Error('no VIP');
  return { ...cluster, vips: addresses.map((address) => ({ ...vip, address, ports: [80] })) };
};

test('only hosts that may hold a VIP are drilled', () => {
  const field = fieldOf(served(VIP));
  expect(field.nodes.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(field.vips).toEqual([
    { name: 'VIP', instance: 'VIP', address: VIP, port: 80, path: null },
  ]);
  expect(field.params('a').vips).toEqual([VIP]);
  expect(field.params('web').vips).toEqual([]);
});

test('with one such host VRRP cannot be blocked between two', () => {
  const cluster = served(VIP);
  const alone = { ...cluster, vips: cluster.vips.map((vip) => ({ ...vip, hosts: ['a'] })) };
  expect(fieldOf(alone).unfit({ drill: 'vrrp-blocked', host: 'a' })).toMatch(/only one node/);
  expect(fieldOf(cluster).unfit({ drill: 'vrrp-blocked', host: 'a' })).toBeNull();
});

test('several VIPs of one instance are told apart, each asked at its own address', () => {
  expect(fieldOf(served(VIP, '192.0.2.101')).vips).toEqual([
    { name: `VIP ${VIP}`, instance: 'VIP', address: VIP, port: 80, path: null },
    { name: 'VIP 192.0.2.101', instance: 'VIP', address: '192.0.2.101', port: 80, path: null },
  ]);
});
