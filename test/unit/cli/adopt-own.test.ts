import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../src/core/cluster.ts';
import type { Connect } from '../../../src/core/session.ts';
import { haproxyOf } from '../../../src/haproxy/section.ts';
import { haproxyPath, keepalivedPath, rendered, textIn } from './adopt-project.ts';
import { directoryWith, hadeploy } from './fake-io.ts';
import { nodes, type FakeNode } from './fake-nodes.ts';

const env = { HADEPLOY_SECRET_STATS: 'golden-1', HADEPLOY_SECRET_VRRP: 'golden-2' };

type Files = Record<string, string | undefined>;

/** A node on which a cluster of hadeploy's is deployed. */
function nodeWith(files: Files): FakeNode {
  const binds = ['net.ipv4.ip_nonlocal_bind', 'net.ipv6.ip_nonlocal_bind'];
  const isPrivate = (path: string, text: string): boolean =>
    path === keepalivedPath || /stats auth/.test(text);
  return {
    packages: { keepalived: '2.2.7', haproxy: '2.6.12', psmisc: '23', socat: '1.7' },
    units: ['haproxy', 'keepalived'],
    links: ['lo', 'eth0', 'eth1', 'eth2'],
    sysctls: Object.fromEntries(binds.map((key) => [key, '1'])),
    files: {
      ...Object.fromEntries(
        Object.entries(files).map(([path, text = '']) => [
          path,
          { text, mode: path.endsWith('.sh') ? '755' : isPrivate(path, text) ? '640' : '644' },
        ]),
      ),
      ...Object.fromEntries(
        binds.map((key) => [
          `/etc/sysctl.d/60-hadeploy-${key}.conf`,
          { text: `# Kept by hadeploy; sysctl.d(5).\n${key} = 1\n` },
        ]),
      ),
    },
  };
}

/** Adopts what a cluster has on its nodes, by the same name; the plan of what is written is empty. */
async function adopted(projectDir: string, cluster: string, change = (files: Files) => files) {
  const before = await rendered(projectDir, cluster, env);
  const own = Object.entries(before.files).map(([host, files]) => [host, change(files)] as const);
  const hosts = own.map(([host]) => host);
  const reach = nodes(Object.fromEntries(own.map(([host, files]) => [host, nodeWith(files)])));
  const connect: Connect = (target, ...rest) =>
    reach({ ...target, name: target.name.replace('ops@', '') }, ...rest);
  const dir = directoryWith({});
  const words = ['adopt', cluster, ...hosts.flatMap((host) => ['--host', `ops@${host}`])];
  const ran = await hadeploy(dir, words, { connect });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toContain('plan will show no change on either node');
  expect((await hadeploy(dir, ['plan', cluster], { connect })).code).toBe(0);
  const after = await rendered(dir, cluster);
  for (const [host, files] of own) {
    for (const path of [keepalivedPath, haproxyPath]) {
      expect(after.files[host]?.[path], path).toBe(files[path]);
    }
  }
  const inventory = textIn(dir, `inventory/${cluster}.yaml`);
  return { before: before.loaded, after: after.loaded, inventory, said: ran.stdout };
}

function projectWith(inventory: string): string {
  return directoryWith({ 'inventory/pair.yaml': inventory });
}

/** With another text in place of one in a file. */
function changed(path: string, from: string, to: string) {
  return (files: Files): Files => ({ ...files, [path]: files[path]?.replace(from, to) });
}

describe('adopt of listeners', () => {
  it('says those of the desktop pool, and the rest of its pair', async () => {
    const { before, after, inventory, said } = await adopted(process.cwd(), 'desktop-pool');
    expect(after.playbook).toBe('haproxy-keepalived');
    expect(inventory).not.toContain('config:');
    expect(said).toContain(`${haproxyPath}: the inventory says all of it`);
    expect(listenersOf(after)).toEqual(listenersOf(before));
  });

  it('says the ten of edge-tcp', async () => {
    const { before, after, said } = await adopted(process.cwd(), 'edge-tcp');
    expect(after.context['haproxy']).toEqual(before.context['haproxy']);
    expect(said).toContain(`${haproxyPath}: the inventory says all of it`);
  });

  it('says all that an inventory has words for', async () => {
    const { before, after, inventory } = await adopted(projectWith(everyWord), 'pair');
    const said = (of: Cluster): object => ({ ...haproxyOf(of.context), stats: null });
    expect(said(after)).toEqual(said(before));
    expect(inventory).not.toContain('config:');
  });

  it('keeps the file where the template writes another text', async () => {
    const by = changed(haproxyPath, 'listen desktops', '# by hand\nlisten desktops');
    const { after, said } = await adopted(process.cwd(), 'desktop-pool', by);
    expect(said).toMatch(
      /haproxy\.cfg: kept as files\S+, because its text is not what the template writes \(first at line 33 on desktop-lb1\)/,
    );
    expect(after.vips.map(({ ports }) => ports)).toEqual([[4000, 9999], [4000]]);
  });

  it('keeps the file where one has no server, and says so', async () => {
    const by = changed(
      haproxyPath,
      'frontend hadeploy-stats\n    mode http',
      'listen stats\n    mode http',
    );
    const { said } = await adopted(process.cwd(), 'desktop-pool', by);
    expect(said).toContain(
      'because an inventory has no words for `listen stats`, which has no server of its own',
    );
  });
});

describe('adopt of several VIPs', () => {
  it('says them with their labels and interfaces, and those of the other family', async () => {
    const { before, after, inventory } = await adopted(projectWith(severalVips), 'pair');
    expect(inventory).not.toContain('config:');
    expect(after.vips).toEqual(before.vips);
    expect(after.playbook).toBe('haproxy-keepalived');
    const section = inventory.slice(inventory.indexOf('vrrp:\n'), inventory.indexOf('  track:'));
    expect(section).toBe(`vrrp:
  interface: eth0
  instances:
    FRONT:
      vrid: 51
      vips:
        - 192.0.2.100/24
        - { address: 192.0.2.101/24, label: eth0:1 }
        - { address: 198.51.100.100, interface: eth1, label: eth1:0 }
        - 2001:db8::100/64
        - { address: 2001:db8:1::100/64, interface: eth2 }
      auth_pass: !secret vrrp
    FRONT6: { vrid: 51, vips: [ fe80::51/64, 2001:db8::101/64 ], interface: eth1, preempt: false }
    LABELLED:
      vrid: 53
      vips:
        - { address: 192.0.2.102, label: eth0:2 }
`);
  });

  it('names them also beside a file that is kept, but for those that it cannot', async () => {
    const line = '        192.0.2.100/24\n';
    const by = changed(keepalivedPath, line, `${line}        192.0.2.99/24 dev _lan\n`);
    const { before, after, inventory, said } = await adopted(projectWith(severalVips), 'pair', by);
    expect(inventory).toContain('config: ../files/pair/keepalived.conf');
    expect(after.vips).toEqual(before.vips);
    expect(said).toContain(
      'the VIP 192.0.2.99 of FRONT is not in the inventory: it is on an interface of a name',
    );
  });
});

function listenersOf({ context }: Cluster) {
  return haproxyOf(context)?.listeners;
}

const head = `cluster: pair
playbook: haproxy-keepalived
connection: { user: ops }
hosts:
  lb01: { address: lb01, priority: 100 }
  lb02: { address: lb02, priority: 90 }
secrets:
  stats: { env: HADEPLOY_SECRET_STATS }
  vrrp: { env: HADEPLOY_SECRET_VRRP }
`;

const everyWord = `${head}vrrp:
  interface: eth0
  instances:
    VI_1: { vrid: 51, vip: 192.0.2.100/24, auth_pass: !secret vrrp }
  track:
    haproxy: { interval: 2, weight: -20 }
haproxy:
  mode: tcp
  maxconn: 900
  hard_stop_after: 30m
  timeouts: { client: 1m, http_keep_alive: 9s, queue: 8s, check: 7s, tunnel: 6h }
  retries: 5
  redispatch: false
  tcp_keepalive: true
  forwardfor: true
  http_server_close: true
  admin_socket: /run/haproxy/own.sock
  frontends:
    web: { bind: '192.0.2.100:80', mode: http, maxconn: 100, default_backend: app, timeouts: { http_request: 5s } }
  backends:
    app:
      mode: http
      httpchk: /healthz
      httpchk_host: app.example
      httpchk_status: 204
      timeouts: { server: 2m }
      servers:
        one: { address: '192.0.2.20:80', weight: 0, backup: true, inter: 9s, rise: 4, fall: 5 }
  listeners:
    redis:
      bind: ['192.0.2.100:6379', '*:6380']
      maxconn: 50
      balance: leastconn
      retries: 2
      timeouts: { client: 2h, connect: 1s }
      tcp_check: [{ send: 'PING' }, { expect: '+PONG' }, { send: 'info "replication" # all' }, { expect: "it's role:master" }]
      health: { inter: 1s, fastinter: 500ms, rise: 3, fall: 4 }
      drop_dead_sessions: true
      servers:
        one: { address: '192.0.2.30:6379', maxconn: 7 }
        two: { address: 'redis.example:6379', check: false }
    api:
      bind: '[2001:db8::100]:80'
      mode: http
      balance: hdr(host)
      httpchk: /
      servers: { one: { address: '[2001:db8::20]:80' } }
  stats: { bind: '*:8404', uri: /s, refresh: 5s, realm: 'Own pool', hide_version: true, user: ops, password: !secret stats }
`;

const severalVips = `${head}vrrp:
  interface: eth0
  instances:
    FRONT:
      vrid: 51
      auth_pass: !secret vrrp
      vips:
        - 192.0.2.100/24
        - { address: 192.0.2.101/24, label: "eth0:1" }
        - { address: 198.51.100.100, interface: eth1, label: "eth1:0" }
        - 2001:db8::100/64
        - { address: 2001:db8:1::100/64, interface: eth2 }
    FRONT6: { vrid: 51, interface: eth1, vips: ["fe80::51/64", "2001:db8::101/64"], preempt: false }
    LABELLED: { vrid: 53, vips: [{ address: 192.0.2.102, label: "eth0:2" }] }
  track:
    haproxy: { interval: 2, fall: 2 }
haproxy:
  frontends:
    web: { bind: ['*:80', '[::]:80'], default_backend: app }
  backends:
    app: { servers: { one: { address: '192.0.2.20:80' } } }
`;
