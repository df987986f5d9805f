import { expect, test } from 'vitest';
import { loadText } from './temp-project.ts';
import { withInstances, wrongs } from './vrrp-parts.ts';

const unicast = (instances: string): string => withInstances(instances, '  unicast: true\n');
const plain = '    A: { vrid: 1, vip: 192.0.2.100 }\n';

test('the addresses of the hosts will do', async () => {
  expect((await loadText(unicast(plain))).context).toMatchObject({ vrrp: { unicast: true } });
});

test('a host known by its name only', async () => {
  const named = unicast(plain).replace('address: 192.0.2.12', 'address: lb02.example');
  expect(await wrongs(named)).toEqual([
    'hosts.lb02.address: unicast needs the address of lb02, not its name lb02.example',
  ]);
  const told = named.replace(
    'vip: 192.0.2.100',
    'vip: 192.0.2.100, addresses: { lb01: 192.0.2.11, lb02: 192.0.2.12 }',
  );
  await loadText(told);
});

test('another family than the VIP', async () => {
  expect(await wrongs(unicast('    A: { vrid: 1, vip: "2001:db8::1" }\n'))).toEqual([
    'hosts.lb01.address: unicast of A needs an IPv6 address of lb01, as its VIP is, not 192.0.2.11',
    'hosts.lb02.address: unicast of A needs an IPv6 address of lb02, as its VIP is, not 192.0.2.12',
  ]);
});

test('nobody to send to', async () => {
  const alone = unicast(plain).replace('  lb02: { address: 192.0.2.12, priority: 90 }\n', '');
  expect(await wrongs(alone)).toEqual([
    'vrrp.unicast: unicast needs a second host: there is nobody to send to',
  ]);
});

test.each([
  [
    'one is missing',
    '{ lb01: 198.51.100.11 }',
    ['vrrp.instances.A.addresses: there is no address of lb02'],
  ],
  [
    'a stranger',
    '{ lb01: 198.51.100.11, lb02: 198.51.100.12, lb03: 198.51.100.13 }',
    ['vrrp.instances.A.addresses.lb03: `lb03` is no host that runs VRRP here'],
  ],
  [
    'the same for both',
    '{ lb01: 198.51.100.11, lb02: 198.51.100.11 }',
    [
      'vrrp.instances.A.addresses.lb02: lb02 has the same address as lb01: 198.51.100.11',
    ],
  ],
])('addresses of an instance: %s', async (_, addresses, expected) => {
  const text = withInstances(`    A: { vrid: 1, vip: 192.0.2.100, addresses: ${addresses} }\n`);
  expect(await wrongs(text)).toEqual(expected);
});
