import { isIP } from 'node:net';
import type { Cluster } from '../core/cluster.ts';
import type { Query } from '../core/query.ts';
import { haproxyOf } from '../haproxy/section.ts';
import { haproxyValidator } from '../haproxy/validator.ts';
import { lvsOf } from '../keepalived/lvs/section.ts';
import { ownAddress, runsVrrp, vrrpOf } from '../keepalived/section.ts';
import { vipsOf } from '../keepalived/section/address.ts';
import { keepalivedValidator } from '../keepalived/validator.ts';
import { mysqlOf } from '../mysql/section.ts';
import { NGINX_CONF } from '../nginx/parse.ts';
import { nginxValidator } from '../nginx/validator.ts';
import { asked } from './asked.ts';
import { helpfulPrograms, neededPrograms } from './fitness/programs.ts';

export const KEEPALIVED_CONF = '/etc/keepalived/keepalived.conf';
export const HAPROXY_CFG = '/etc/haproxy/haproxy.cfg';
const ADMIN_SOCKET = '/run/haproxy/admin.sock';

/** The text of a script below src/remote/. */
export type ReadScript = (name: string) => string;

/** Of a real server of LVS: it answers ARP for the interface that was asked only, and never names a VIP as the sender. */
export const SILENCE: Record<string, string> = {
  'net.ipv4.conf.all.arp_ignore': '1',
  'net.ipv4.conf.all.arp_announce': '2',
};

/** What a check can ask for by name. Each is asked once, however many checks want it. */
const questions = {
  clock: (): Query[] => [{ query: 'clock' }],
  drift: (): Query[] => [{ query: 'drift' }],
  units: (): Query[] => [
    { query: 'unit', unit: 'keepalived.service' },
    { query: 'unit', unit: 'haproxy.service' },
    { query: 'unit', unit: 'nginx.service' },
  ],
  configs: (): Query[] =>
    [KEEPALIVED_CONF, HAPROXY_CFG].map((path) => ({ query: 'file', path, unlessSha256: '-' })),
  sysctls: (cluster: Cluster, read: ReadScript): Query[] => {
    const keys = nonlocalBindKeys(cluster);
    return [
      ...keys.map((key): Query => ({ query: 'sysctl', key })),
      script('sysctl-files', read, keys),
    ];
  },
  silence: (cluster: Cluster): Query[] =>
    lvsOf(cluster.context) === null
      ? []
      : Object.keys(SILENCE).map((key): Query => ({ query: 'sysctl', key })),
  keepalived: (_: Cluster, read: ReadScript): Query[] => [script('keepalived', read, [])],
  haproxy: (cluster: Cluster, read: ReadScript): Query[] => [
    script('haproxy', read, [haproxyOf(cluster.context)?.admin_socket ?? ADMIN_SOCKET]),
  ],
  'check-scripts': (_: Cluster, read: ReadScript): Query[] => [
    script('check-scripts', read, [KEEPALIVED_CONF]),
  ],
  network: (cluster: Cluster, read: ReadScript): Query[] => [
    script('network', read, [read('verify/arp.pl'), ...askedByArp(cluster)]),
  ],
  firewall: (_: Cluster, read: ReadScript): Query[] => [script('firewall', read, [])],
  fitness: (_: Cluster, read: ReadScript): Query[] => [
    script('fitness', read, [...neededPrograms, ...Object.keys(helpfulPrograms)]),
  ],
  machine: (_: Cluster, read: ReadScript): Query[] => [script('machine', read, [])],
  'daemon-units': asked('daemon-units'),
  'process-events': asked('process-events'),
  room: asked('room'),
  routes: asked('routes'),
  udp: asked('udp'),
  ipvs: asked('ipvs'),
  'mentioned-files': (_: Cluster, read: ReadScript): Query[] => [
    script('mentioned-files', read, [HAPROXY_CFG]),
  ],
  mysql: (cluster: Cluster, read: ReadScript): Query[] => {
    const section = mysqlOf(cluster.context);
    if (section === null) return [];
    const unit: Query = { query: 'unit', unit: `${section.unit}.service` };
    return [unit, script('mysql', read, [section.data_dir])];
  },
  validators: (): Query[] => [
    {
      query: 'output',
      name: 'keepalived-valid',
      script: keepalivedValidator.command,
      args: [KEEPALIVED_CONF],
    },
    {
      query: 'output',
      name: 'haproxy-valid',
      script: haproxyValidator.command,
      args: [HAPROXY_CFG],
    },
    {
      query: 'output',
      name: 'nginx-valid',
      script: nginxValidator.command,
      args: [NGINX_CONF],
    },
  ],
};

export type Need = keyof typeof questions;

/** All that these checks ask of a node: one probe. */
export function queriesFor(needs: Need[], cluster: Cluster, read: ReadScript): Query[] {
  return [...new Set(needs)].flatMap((need) => questions[need](cluster, read));
}

function script(name: string, read: ReadScript, args: string[]): Query {
  return { query: 'output', name, script: read(`verify/${name}.sh`), args };
}

export function nonlocalBindKeys(cluster: Cluster): string[] {
  const families = new Set(cluster.vips.map(({ address }) => isIP(address)));
  return [
    ...(families.has(4) ? ['net.ipv4.ip_nonlocal_bind'] : []),
    ...(families.has(6) ? ['net.ipv6.ip_nonlocal_bind'] : []),
  ];
}

/** "eth0,192.0.2.100,192.0.2.11,192.0.2.12": by interface, its VIPs and the nodes' own addresses. ARP is IPv4's. */
function askedByArp(cluster: Cluster): string[] {
  const section = vrrpOf(cluster.context);
  if (section === null) return [];
  const nodes = cluster.hosts
    .filter((host) => runsVrrp(section, host))
    .map(({ name, target }) => ({ name, address: target.address }));
  const byInterface = new Map<string, Set<string>>();
  for (const instance of Object.values(section.instances)) {
    const link = instance.interface ?? section.interface;
    for (const vip of vipsOf(instance)) {
      const name = vip.interface ?? link;
      const asked = byInterface.get(name) ?? new Set();
      byInterface.set(name, asked);
      // On another link than that of VRRP the nodes have other addresses, which nobody has told.
      if (name === link) for (const node of nodes) asked.add(ownAddress(instance, node));
      asked.add(vip.address);
    }
  }
  return [...byInterface].map(([name, addresses]) =>
    [name, ...[...addresses].filter((address) => isIP(address) === 4)].join(','),
  );
}
