import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadCluster } from '../../../src/inventory/load.ts';
import type { Allowed } from '../../../src/nftables/allowed.ts';
import { nftValidator } from '../../../src/nftables/validator.ts';
import { firewallView } from '../../../src/nftables/view.ts';
import { scopeOf } from '../../../src/playbook/scope.ts';
import { render } from '../../../src/playbook/template.ts';
import { readFileSync } from 'node:fs';
import { loadText, pair } from '../inventory/temp-project.ts';
import { directors, wrongs } from '../inventory/vrrp-parts.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A rule that asks for this and nothing else. */
function allowed(asked: Partial<Allowed>): Allowed {
  return { family: null, source: null, address: null, protocol: 'tcp', port: null, ...asked };
}

async function viewOn(inventory: string, host: string) {
  const cluster = await loadText(inventory);
  const found = cluster.hosts.find(({ name }) => name === host);
  if (!found) throw new Error(`no host ${host}`);
  return firewallView(cluster, found);
}

async function rendered(inventory: string, host: string): Promise<string> {
  const cluster = await loadText(inventory);
  const found = cluster.hosts.find(({ name }) => name === host);
  if (!found) throw new Error(`no host ${host}`);
  const file = join(root, 'playbooks/templates/firewall.nft.liquid');
  const text = readFileSync(file, 'utf8');
  return render({ text, file, format: 'plain', partials: [] }, scopeOf(cluster, found)).text;
}

test.each([
  ['prod-bj', 'prod-bj-lb01'],
  ['web-cluster', 'web1'],
  ['lvs-dr', 'lvs1'],
  ['lvs-dr', 'web1'],
  ['edge-tcp', 'edge-lb01'],
])('the rules of %s on %s', async (name, hostName) => {
  const env = {
    HADEPLOY_SECRET_STATS: 'golden-1',
    HADEPLOY_SECRET_INTERNAL_VIP: 'golden-1',
    HADEPLOY_SECRET_PUBLIC_VIP: 'golden-2',
  };
  const cluster = await loadCluster({ projectDir: root, cluster: name, env });
  const host = cluster.hosts.find((one) => one.name === hostName);
  if (!host) throw new Error(`no host ${hostName}`);
  for (const [template, suffix] of [
    ['firewall.nft', 'nft'],
    ['firewalld-policy.xml', 'xml'],
    ['ufw.rules', 'ufw'],
  ] as const) {
    const path = join(root, 'playbooks/templates', `${template}.liquid`);
    const text = readFileSync(path, 'utf8');
    const source = { text, file: path, format: 'plain' as const, partials: [] };
    const golden = join(root, 'test/golden/firewall', `${hostName}-of-${name}.${suffix}`);
    await expect(render(source, scopeOf(cluster, host)).text).toMatchFileSnapshot(golden);
  }
});

describe('VRRP', () => {
  test('from the other nodes, at every address that the inventory knows', async () => {
    expect((await viewOn(pair, 'lb01')).vrrp).toEqual({
      is_open: false,
      ip: ['192.0.2.12'],
      ip6: [],
      udp: [],
    });
    expect((await viewOn(directors, 'web1')).vrrp).toBeNull();
  });

  test('a peer that is known by its name only would be shut out: open to anybody', async () => {
    const named = pair.replace('192.0.2.12', 'lb02.example');
    const view = await viewOn(named, 'lb01');
    expect(view.vrrp).toMatchObject({ is_open: true, ip: [] });
    expect(view.allowed[0]).toEqual(allowed({ protocol: 'vrrp' }));
    expect((await viewOn(named, 'lb02')).vrrp).toMatchObject({ is_open: false });
  });

  test('what directors tell each other of connections comes from the same', async () => {
    const synced = directors.replace('lvs:\n', 'lvs:\n  sync_id: 7\n');
    expect((await viewOn(synced, 'lvs1')).vrrp).toMatchObject({ udp: [8848] });
    expect((await viewOn(synced, 'lvs1')).allowed.slice(0, 2)).toEqual([
      allowed({ family: 'ip', source: '192.0.2.12', protocol: 'vrrp' }),
      allowed({ family: 'ip', source: '192.0.2.12', protocol: 'udp', port: 8848 }),
    ]);
  });
});

describe('VIPs', () => {
  const limited = `${pair}firewall: { sources: { FRONT: [203.0.113.0/24, "2001:db8::/32"] } }\n`;

  test('anybody may ask what is served; with sources only they, and the pair', async () => {
    expect((await viewOn(pair, 'lb01')).vips).toMatchObject([{ is_open: true, sources: [] }]);
    expect((await viewOn(limited, 'lb01')).vips).toMatchObject([
      { is_open: false, sources: ['203.0.113.0/24', '192.0.2.11', '192.0.2.12'] },
    ]);
  });

  test('a network of everybody is everybody, and none is named twice', async () => {
    const all = limited.replace('203.0.113.0/24', '0.0.0.0/0');
    expect((await viewOn(all, 'lb01')).vips).toMatchObject([{ is_open: true, sources: [] }]);
    const twice = limited.replace('203.0.113.0/24', '203.0.113.9/24, 203.0.113.0/24, 192.0.2.11');
    expect((await viewOn(twice, 'lb01')).vips).toMatchObject([
      { sources: ['203.0.113.0/24', '192.0.2.11', '192.0.2.12'] },
    ]);
  });

  test('each source and port is one rule of its own; of anybody none is named', async () => {
    const to = { family: 'ip', address: '192.0.2.100', protocol: 'tcp', port: 80 } as const;
    expect((await viewOn(pair, 'lb01')).allowed).toContainEqual(allowed(to));
    expect((await viewOn(limited, 'lb01')).allowed.slice(1)).toEqual(
      ['203.0.113.0/24', '192.0.2.11', '192.0.2.12'].map((source) => allowed({ ...to, source })),
    );
  });

  test('sources of the other family open nothing', async () => {
    const six = limited.replace('203.0.113.0/24, ', '');
    expect((await viewOn(six, 'lb01')).vips).toMatchObject([
      { is_open: false, sources: ['192.0.2.11', '192.0.2.12'] },
    ]);
  });

  test('a real server has the VIP on lo, and the same ports', async () => {
    expect((await viewOn(directors, 'web1')).vips).toMatchObject([
      { name: 'WEB', address: '192.0.2.100', tcp: [80] },
    ]);
  });

  test('closed is only what is known: not with a mark, SCTP or a configuration of the site', async () => {
    const web = 'servers: { web1: { address: "192.0.2.21:81" } }';
    for (const what of ['fwmark: 7', 'protocol: SCTP, address: "192.0.2.100:81"']) {
      const more = `${directors}    more: { method: DR, ${what}, ${web} }\n`;
      expect((await viewOn(more, 'lvs1')).vips).toEqual([]);
    }
    const own = pair.replace('haproxy:\n', 'haproxy:\n  config: /srv/haproxy.cfg\n');
    expect((await viewOn(own, 'lb01')).vips).toEqual([]);
  });

  test('refused: sources of an instance that is not there, and what is no network', async () => {
    expect(await wrongs(limited.replace('{ FRONT:', '{ FRNT:'))).toEqual([
      'firewall.sources.FRNT: no VRRP instance `FRNT`',
    ]);
    const wrong = limited.replace('203.0.113.0/24', '203.0.113.0/33');
    expect((await wrongs(wrong)).join()).toMatch(/must be an address, or a network/);
  });
});

describe('servers of the cluster', () => {
  test('their port is for the other hosts of the cluster', async () => {
    expect((await viewOn(directors, 'web1')).services).toEqual([
      {
        address: '192.0.2.21',
        family: 'ip',
        port: 80,
        is_open: false,
        sources: ['192.0.2.11', '192.0.2.12', '192.0.2.22'],
      },
    ]);
    expect((await viewOn(directors, 'lvs1')).services).toEqual([]);
  });

  test('the port of SSH is never closed, nor one that NAT sends clients to', async () => {
    const ssh = directors.replaceAll(/(192\.0\.2\.(?:100|21|22)):80\b/g, '$1:22');
    expect((await viewOn(ssh, 'web1')).services).toEqual([]);
    const nat = directors.replace('method: DR', 'method: NAT');
    expect((await viewOn(nat, 'web1')).services).toMatchObject([{ is_open: true, sources: [] }]);
    expect(await rendered(nat, 'web1')).not.toContain('dport');
  });
});

test('what nft says of a file', () => {
  expect(nftValidator.judge({ code: 0, output: '' })).toBeNull();
  expect(nftValidator.judge({ code: 127, output: 'sh: nft: not found' })?.message).toMatch(
    /not installed/,
  );
  const said = '/etc/hadeploy/firewall.nft:12:9-11: Error: syntax error, unexpected string';
  expect(nftValidator.judge({ code: 1, output: said })).toMatchObject({ line: 12 });
});
