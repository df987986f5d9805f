import { expect, test } from 'vitest';
import { loadText } from './temp-project.ts';
import { withInstances, wrongs } from './vrrp-parts.ts';

test('several VIPs of an instance are VIPs of the cluster, under its name', async () => {
  const text = withInstances(
    '    A: { vrid: 1, vips: [192.0.2.100/24, { address: "2001:db8::1/64", interface: eth1 }] }\n',
  );
  expect((await loadText(text)).vips).toMatchObject([
    { name: 'A', address: '192.0.2.100', ports: [80], hosts: ['lb01', 'lb02'] },
    { name: 'A', address: '2001:db8::1', ports: [80], hosts: ['lb01', 'lb02'] },
  ]);
});

test.each([
  ['no address', '    A: { vrid: 1 }\n', ['vrrp.instances.A: has no address']],
  [
    'both ways',
    '    A: { vrid: 1, vip: 192.0.2.1, vips: [192.0.2.2] }\n',
    ['vrrp.instances.A: has both `vip` and `vips`'],
  ],
  [
    'no address in a list',
    '    A: { vrid: 1, vips: [192.0.2.1, web] }\n',
    [expect.stringContaining('vrrp.instances.A.vips[1]: must be an IPv4 or IPv6 address')],
  ],
  [
    'one VIP in two lists',
    '    A: { vrid: 1, vips: [192.0.2.1, 192.0.2.2] }\n    B: { vrid: 2, vips: [192.0.2.3, { address: 192.0.2.2/24 }] }\n',
    ['vrrp.instances.B.vips[1].address: VIP 192.0.2.2 is already the VIP of A'],
  ],
  [
    'the address of a node on another network',
    '    A: { vrid: 1, vip: 198.51.100.12, addresses: { lb01: 198.51.100.11, lb02: 198.51.100.12 } }\n',
    ['vrrp.instances.A.vip: VIP 198.51.100.12 is the own address of lb02'],
  ],
  [
    'a label of another interface',
    '    A: { vrid: 1, vips: [{ address: 192.0.2.1, label: "eth1:0" }] }\n',
    [
      'vrrp.instances.A.vips[0].label: the label eth1:0 does not begin with the interface of the address, eth0',
    ],
  ],
  [
    'a label of IPv6',
    '    A: { vrid: 1, vips: [{ address: "2001:db8::1", label: "eth0:0" }] }\n',
    [expect.stringContaining('vips[0].label: an IPv6 address has no label: 2001:db8::1')],
  ],
  [
    'a label too long',
    '    A: { vrid: 1, vips: [{ address: 192.0.2.1, label: "eth0:123456789012" }] }\n',
    [expect.stringContaining('must be a label of at most 15 signs')],
  ],
  [
    'waiting for nothing',
    '    A: { vrid: 1, vip: 192.0.2.1, preempt: false, preempt_delay: 5 }\n',
    [
      expect.stringContaining('A.preempt: `preempt: false` with the weighted check'),
      expect.stringContaining('A.preempt_delay: `preempt_delay` with `preempt: false`'),
    ],
  ],
])('refused: %s', async (_, instances, expected) => {
  expect(await wrongs(withInstances(instances))).toEqual(expected);
});

test('refused: a password with IPv6, which is version 3', async () => {
  const text = withInstances('    A: { vrid: 1, vip: "2001:db8::1", auth_pass: !secret p }\n');
  expect(await wrongs(`${text}secrets: { p: { env: P } }\n`, { env: { P: 'abc' } })).toEqual([
    'vrrp.instances.A.auth_pass: VRRP version 3 (for IPv6) has no authentication: keepalived ignores the password',
  ]);
});

const two = (a: string, b: string): string =>
  `    A: { vrid: 1, vip: 192.0.2.1${a} }\n    B: { vrid: 2, vip: 192.0.2.2${b} }\n`;

test.each([
  [
    'no such instance',
    two('', ''),
    'G: [A, C]',
    ['vrrp.sync_groups.G[1]: no instance `C`'],
  ],
  [
    'in two groups',
    two('', ''),
    'G: [A, B], H: [A, B]',
    [
      'vrrp.sync_groups.H[0]: A is already in the sync group G',
      'vrrp.sync_groups.H[1]: B is already in the sync group G',
    ],
  ],
  [
    'alone',
    two('', ''),
    'G: [A]',
    [
      'vrrp.sync_groups.G: the sync group G has fewer than two instances: nothing moves together',
    ],
  ],
  [
    'of two minds',
    two('', ', priorities: { lb01: 90, lb02: 100 }'),
    'G: [A, B]',
    [
      'vrrp.instances.B.priorities: in the sync group G A prefers lb01, lb02, B prefers lb02, lb01: elections without end',
    ],
  ],
  [
    'one waits',
    two(', preempt_delay: 5', ''),
    'G: [A, B]',
    [
      'vrrp.instances.B: in the sync group G B and A differ in `preempt` or `preempt_delay`',
    ],
  ],
])('a sync group, refused: %s', async (_, instances, groups, expected) => {
  const text = withInstances(instances, `  sync_groups: { ${groups} }\n`);
  expect(await wrongs(text.replace('weight: -20', 'weight: 0'))).toEqual(expected);
});

test('a sync group, refused: with a weight', async () => {
  expect(await wrongs(withInstances(two('', ''), '  sync_groups: { G: [A, B] }\n'))).toEqual([
    'vrrp.track.haproxy.weight: weight -20 with the sync group G: the priorities of its members must not drift apart',
  ]);
});

test('ports of a check need a weight', async () => {
  const text = withInstances('    A: { vrid: 1, vip: 192.0.2.1 }\n');
  expect(await wrongs(text.replace('weight: -20', 'ports: [80]'))).toEqual([
    'vrrp.track.haproxy.ports: when the servers are down for all nodes, a check without weight would leave the VIPs with no holder',
  ]);
});
