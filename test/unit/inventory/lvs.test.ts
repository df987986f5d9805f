import { expect, test } from 'vitest';
import { loadText } from './temp-project.ts';
import { directors, directorsWith, wrongs } from './vrrp-parts.ts';

test('only directors may hold the VIP, and LVS answers on it', async () => {
  const { vips, hosts } = await loadText(directors);
  expect(vips).toMatchObject([
    { name: 'WEB', address: '192.0.2.100', hosts: ['lvs1', 'lvs2'], ports: [80] },
  ]);
  expect(hosts.map(({ name }) => name)).toEqual(['lvs1', 'lvs2', 'web1', 'web2']);
});

test('UDP is no port that a connection can be made to', async () => {
  const { vips } = await loadText(directorsWith('method: DR', 'protocol: UDP\n      method: DR'));
  expect(vips[0]?.ports).toEqual([]);
});

test('a mark instead of an address needs no VIP', async () => {
  await loadText(directorsWith('address: 192.0.2.100:80', 'fwmark: 7'));
});

test('hosts by name', async () => {
  const text = directorsWith('hosts: directors', 'hosts: [lvs1, lvs2]');
  expect((await loadText(text)).vips[0]?.hosts).toEqual(['lvs1', 'lvs2']);
});

const service = 'lvs.virtual_servers.http';
const first = `${service}.servers.web1.address`;

test.each([
  ['a group that is not there', 'hosts: directors', 'hosts: director', ['vrrp.hosts: no host or group `director` in this cluster']],
  [
    'a VIP of nobody',
    'address: 192.0.2.100:80',
    'address: 192.0.2.101:80',
    [`${service}.address: 192.0.2.101 is the VIP of no instance: it would be on no director`],
  ],
  [
    'neither address nor mark',
    'address: 192.0.2.100:80\n      ',
    '',
    [`${service}: has neither \`address\` nor \`fwmark\``],
  ],
  [
    'both',
    'method: DR',
    'fwmark: 7\n      method: DR',
    [`${service}: has both \`address\` and \`fwmark\``],
  ],
  [
    'another port with DR',
    '192.0.2.21:80',
    '192.0.2.21:8080',
    [`${first}: port 8080, but with DR the packets arrive with port 80`],
  ],
  [
    'another port of the sorry server',
    'method: DR',
    'method: TUN\n      sorry_server: 192.0.2.30:81',
    [`${service}.sorry_server: port 81, but with TUN the packets arrive with port 80`],
  ],
  [
    'another family',
    '192.0.2.21:80',
    '[2001:db8::21]:80',
    [`${first}: 2001:db8::21 is not an IPv4 address, as the VIP is`],
  ],
  [
    'a director',
    '192.0.2.21:80',
    '192.0.2.12:80',
    [`${first}: 192.0.2.12 is the director lvs2 itself: packets would run in a circle`],
  ],
  [
    'a VIP',
    '192.0.2.21:80',
    '192.0.2.100:80',
    [`${first}: 192.0.2.100 is a VIP: packets would run in a circle`],
  ],
  [
    'the same server twice',
    '192.0.2.21:80',
    '192.0.2.22:80',
    [`${service}.servers.web2.address: 192.0.2.22:80 is already the address of web1`],
  ],
  [
    'a server by name',
    '192.0.2.21:80',
    'web1.example:80',
    [`${first}: must be ADDRESS:PORT or [IPv6]:PORT, port 1 to 65535`],
  ],
  [
    'a quorum out of reach',
    'method: DR',
    'method: DR\n      quorum: 4',
    [`${service}.quorum: a quorum of 4 is more than all weights together, 3: it is never reached`],
  ],
  [
    'small letters',
    'method: DR',
    'method: dr',
    [expect.stringContaining(`${service}.method: must be one of DR, NAT, TUN`)],
  ],
  [
    'a scheduler of nobody',
    'method: DR',
    'method: DR\n      scheduler: roundrobin',
    [expect.stringContaining(`${service}.scheduler: must be one of rr, wrr`)],
  ],
  [
    'a persistence of nothing',
    'method: DR',
    'method: DR\n      persistence: 0',
    [`${service}.persistence: must be at least 1, not 0`],
  ],
  [
    'a script without its kind',
    'method: DR',
    'method: DR\n      check: { script: /etc/keepalived/x.sh }',
    [`${service}.check.script: has no meaning in a check of kind tcp`],
  ],
  [
    'a path in a check of connections',
    'method: DR',
    'method: DR\n      check: { kind: tcp, path: /, status: 200 }',
    [
      `${service}.check.path: has no meaning in a check of kind tcp`,
      `${service}.check.status: has no meaning in a check of kind tcp`,
    ],
  ],
  [
    'no check at all, three times',
    'method: DR',
    'method: DR\n      check: { kind: none, retry: 3 }',
    [`${service}.check.retry: has no meaning in a check of kind none`],
  ],
  [
    'a script that is not named',
    'method: DR',
    'method: DR\n      check: { kind: misc }',
    [`${service}.check: a check of kind misc has no script`],
  ],
  [
    'a script with an argument',
    'method: DR',
    'method: DR\n      check: { kind: misc, script: "/etc/keepalived/x.sh; id" }',
    [`${service}.check.script: must be the absolute path of a script, without blanks`],
  ],
  [
    'one service twice',
    'lvs:\n  virtual_servers:\n',
    'lvs:\n  virtual_servers:\n    old: { address: "192.0.2.100:80", method: NAT, servers: { a: { address: "192.0.2.31:8080" } } }\n',
    [`${service}.address: 192.0.2.100 port 80 (TCP) is already forwarded by old`],
  ],
])('refused: %s', async (_, from, to, expected) => {
  expect(await wrongs(directorsWith(from, to))).toEqual(expected);
});

test('refused: all weights 0', async () => {
  const text = directors.replace('weight: 1', 'weight: 0').replace('weight: 2', 'weight: 0');
  expect(await wrongs(text)).toEqual([
    `${service}.servers: all real servers of http have weight 0: none gets a connection`,
  ]);
});

test('refused: nobody holds the addresses', async () => {
  const text = directors.replace(/vrrp:\n(?: .*\n)+/, '');
  expect(await wrongs(text)).toEqual([
    'lvs: there is no `vrrp` section: nobody would hold the addresses of these services',
  ]);
});
