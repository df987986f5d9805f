import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { directors, withInstances } from '../inventory/vrrp-parts.ts';
import { rendered } from './bound.ts';
import { keepalivedConf } from './shipped.ts';

const root = new URL('../../../', import.meta.url);
const template = readFileSync(new URL('playbooks/templates/keepalived.conf.liquid', root), 'utf8');

function confOf(host: string, inventory: string): Promise<string> {
  return rendered(template, { inventory, host, path: '/etc/keepalived/keepalived.conf' });
}

/** Accepted by keepalived 2.2.7 when they were written. To accept a change: `npx vitest run keepalived-conf -u`. */
function file(name: string): string {
  return join(import.meta.dirname, '../../golden/keepalived', `${name}.conf`);
}

test.each([
  ['lvs-dr', 'lvs1'],
  ['lvs-dr', 'lvs2'],
  ['edge-tcp', 'edge-lb01'],
  ['edge-tcp', 'edge-lb02'],
])('%s on %s', async (cluster, host) => {
  await expect(await keepalivedConf(cluster, host)).toMatchFileSnapshot(file(host));
});

test.each(['lvs1', 'lvs2'])('full-stack on %s', async (host) => {
  await expect(await keepalivedConf('full-stack', host)).toMatchFileSnapshot(
    file(`full-stack-${host}`),
  );
});

const addresses = withInstances(
  `    FRONT:
      vrid: 51
      vips:
        - 192.0.2.100/24
        - { address: 192.0.2.101/24, label: "eth0:1" }
        - { address: 198.51.100.100/24, interface: eth1, label: "eth1:0" }
        - 2001:db8::100/64
      preempt_delay: 30
    FRONT6: { vrid: 51, vips: [fe80::51/64, "2001:db8::101/64"], preempt: false, notify: /etc/keepalived/own.sh }
`,
  '  alerts: { to: ops@example.com }\n',
).replace('weight: -20', 'weight: 0');

test.each(['lb01', 'lb02'])('many addresses, both families, on %s', async (host) => {
  await expect(await confOf(host, addresses)).toMatchFileSnapshot(file(`addresses-${host}`));
});

test.each(['lb01', 'lb02'])('unicast over two networks, moving together, on %s', async (host) => {
  const inventory = withInstances(
    `    INNER: { vrid: 6, vip: 192.0.2.100 }
    OUTER: { vrid: 15, vip: 198.51.100.100, interface: eth1, addresses: { lb01: 198.51.100.11, lb02: 198.51.100.12 } }
`,
    '  unicast: true\n  sync_groups: { BOTH: [INNER, OUTER] }\n  track_process: [haproxy]\n',
  ).replace('weight: -20', 'weight: 0');
  await expect(await confOf(host, inventory)).toMatchFileSnapshot(file(`unicast-${host}`));
});

const settings = `  sync_id: 7
  timeouts: { tcp: 7200 }
`;

const checks = `    dns:
      fwmark: 7
      method: NAT
      scheduler: rr
      check: { kind: none }
      servers: { web1: { address: "192.0.2.21:53" } }
    https:
      address: 192.0.2.100:443
      method: DR
      persistence: 60
      quorum: 2
      sorry_server: 192.0.2.30:443
      check: { kind: ssl, path: /up, status: 204, host: www.example.com }
      servers: { web1: { address: "192.0.2.21:443" }, web2: { address: "192.0.2.22:443", weight: 0 }, web3: { address: "192.0.2.23:443" } }
    mysql:
      address: 192.0.2.100:3306
      protocol: TCP
      method: DR
      check: { kind: misc, script: /etc/keepalived/check_ports.sh, ports: [33060], timeout: 5, retry: 0 }
      servers: { db1: { address: "192.0.2.31:3306" } }
      sorry_server: 192.0.2.32:3306
    plain:
      address: 192.0.2.100:8080
      method: TUN
      check: { kind: http }
      servers: { web1: { address: "192.0.2.21:8080" } }
`;

test.each(['lvs1', 'lvs2'])('virtual servers with all kinds of checks, on %s', async (host) => {
  const inventory = directors.replace('lvs:\n', `lvs:\n${settings}`) + checks;
  await expect(await confOf(host, inventory)).toMatchFileSnapshot(file(`lvs-${host}`));
});

test('a host that is no director has no keepalived.conf to render', async () => {
  await expect(confOf('web1', directors)).rejects.toThrow();
});

test('what a real server must carry on lo', async () => {
  const loopback = '{% for vip in lvs.loopback_vips %}{{ vip }} {% endfor %}\n';
  const carried = (host: string): Promise<string> =>
    rendered(loopback, { inventory: directors + checks, host, path: '/etc/vips' });
  expect(await carried('web1')).toBe('192.0.2.100 \n');
  expect(await carried('lvs1')).toBe('\n');
  // One that serves only when the others are down gets the packets as they are, too.
  const sorry = directors
    .replace('        web2: { address: "192.0.2.22:80", weight: 2 }\n', '')
    .replace('method: DR', 'method: DR\n      sorry_server: 192.0.2.22:80');
  expect(await rendered(loopback, { inventory: sorry, host: 'web2', path: '/etc/vips' })).toBe(
    '192.0.2.100 \n',
  );
  const nat = directors.replace('method: DR', 'method: NAT');
  expect(await rendered(loopback, { inventory: nat, host: 'web1', path: '/etc/vips' })).toBe('\n');
});
