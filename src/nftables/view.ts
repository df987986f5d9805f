import { isIP } from 'node:net';
import { canonical } from '../core/address.ts';
import { vipsFor, type Cluster, type Host, type Vip } from '../core/cluster.ts';
import { covers, endpointOf, type Endpoint } from '../core/endpoint.ts';
import { haproxyOf } from '../haproxy/section.ts';
import { endpointIn, lvsOf } from '../keepalived/lvs/section.ts';
import { loopbackVips } from '../keepalived/lvs/view.ts';
import { ownAddress, runsVrrp, vrrpOf } from '../keepalived/section.ts';
import { allowedBy } from './allowed.ts';
import { networkOf } from './network.ts';
import { firewallOf } from './section.ts';

/**
 * What a template of the packet filter sees on one host: who may ask what, and nobody else. `allowed` is the same as single
 * rules, for filters that are closed by default.
 */
export function firewallView(cluster: Cluster, host: Host) {
  const others = cluster.hosts.filter(({ name }) => name !== host.name);
  const near = others.flatMap((other) => addressesOf(cluster, other));
  const view = {
    vrrp: vrrpPeers(cluster, host),
    vips: servedHere(cluster, host).map((vip) => vipView(cluster, vip)),
    services: servicesOf(cluster, host).map(({ port, isOpen }) => ({
      ...inFamily(host.target.address),
      port,
      is_open: isOpen,
      sources: isOpen ? [] : near.filter((one) => isIP(one) === isIP(host.target.address)),
    })),
  };
  return { ...view, allowed: allowedBy(view) };
}

/** As nft calls the two families of addresses. */
function inFamily(address: string): { address: string; family: 'ip' | 'ip6' } {
  return { address: canonical(address), family: isIP(address) === 6 ? 'ip6' : 'ip' };
}

/** Addresses of a host that the inventory knows: by which it is reached, and where it speaks VRRP. */
function addressesOf({ context }: Cluster, host: Host): string[] {
  const { name, target } = host;
  const instances = Object.values(vrrpOf(context)?.instances ?? {});
  const own = instances.map((one) => ownAddress(one, { name, address: target.address }));
  const known = [target.address, ...own].filter((address) => isIP(address) !== 0);
  return [...new Set(known.map(canonical))];
}

/** Where ip_vs hears of the connections of the other director, unless it is told another port. */
const LVS_SYNC = 8848;

/** null: VRRP is not this host's business. Open where a peer is known by its name only, and would be shut out. */
function vrrpPeers(cluster: Cluster, host: Host) {
  const vrrp = vrrpOf(cluster.context);
  if (vrrp === null || !runsVrrp(vrrp, host)) return null;
  const udp = lvsOf(cluster.context)?.sync_id === undefined ? [] : [LVS_SYNC];
  const peers = cluster.hosts.filter((one) => one.name !== host.name && runsVrrp(vrrp, one));
  if (peers.some(({ target }) => isIP(target.address) === 0)) {
    return { is_open: true, ip: [], ip6: [], udp };
  }
  const known = peers.flatMap((peer) => addressesOf(cluster, peer));
  return {
    is_open: false,
    ip: known.filter((address) => isIP(address) === 4),
    ip6: [
      ...known.filter((address) => isIP(address) === 6),
      // By multicast IPv6 advertisements come from the address of the link, which nobody has told.
      ...(cluster.vips.some(({ address }) => isIP(address) === 6) ? ['fe80::/10'] : []),
    ],
    udp,
  };
}

/**
 * VIPs of which is known what they serve. Of a site's own configuration it is not, nor of what LVS forwards by a mark or
 * with SCTP.
 */
function servedHere(cluster: Cluster, host: Host): Vip[] {
  const { context, vips } = cluster;
  const lvs = lvsOf(context);
  const onLoopback = lvs === null ? [] : loopbackVips(lvs, host.target.address);
  const isOwn = [haproxyOf(context), vrrpOf(context)].some((one) => one?.config !== undefined);
  const isDark = Object.values(lvs?.virtual_servers ?? {}).some(
    ({ address, protocol }) => address === undefined || protocol === 'SCTP',
  );
  if (isOwn || isDark) return [];
  const isHere = ({ address }: Vip): boolean =>
    onLoopback.map(canonical).includes(canonical(address));
  return vips.filter(
    (vip) => (vipsFor(host, cluster).includes(vip) || isHere(vip)) && vip.ports.length > 0,
  );
}

function vipView(cluster: Cluster, { name, address, hosts, ports }: Vip) {
  const { sources } = firewallOf(cluster.context);
  const given = sources[name]?.map(networkOf);
  const pair = cluster.hosts.filter((host) => hosts.includes(host.name));
  const allowed = [...(given ?? []), ...pair.flatMap((host) => addressesOf(cluster, host))];
  const isOpen = given?.includes(isIP(address) === 6 ? '::/0' : '0.0.0.0/0') ?? true;
  return {
    name,
    ...inFamily(address),
    tcp: [...new Set([...ports, ...statsPorts(cluster, address)])],
    udp: udpPorts(cluster, address),
    is_open: isOpen,
    sources: isOpen
      ? []
      : [...new Set(allowed)].filter((one) => isIP(one.split('/')[0] ?? '') === isIP(address)),
  };
}

/** The statistics page is no service, but it was bound there to be seen. */
function statsPorts({ context }: Cluster, vip: string): number[] {
  return (haproxyOf(context)?.stats?.bind ?? []).flatMap((bound) => {
    const at = endpointOf(bound);
    return at !== null && covers(at.address, vip) ? [at.port] : [];
  });
}

function udpPorts({ context }: Cluster, vip: string): number[] {
  const services = Object.values(lvsOf(context)?.virtual_servers ?? {});
  return services.flatMap(({ protocol, address }) => {
    const at = address === undefined ? null : endpointIn(address);
    return protocol === 'UDP' && at !== null && canonical(at.address) === canonical(vip)
      ? [at.port]
      : [];
  });
}

interface ServicePort {
  port: number;
  /** With NAT a packet comes here with the address of its client. */
  isOpen: boolean;
}

/** Ports of this host that the balancers of the cluster send to. Never the one by which hadeploy comes. */
function servicesOf({ context }: Cluster, { target }: Host): ServicePort[] {
  if (isIP(target.address) === 0) return [];
  const haproxy = haproxyOf(context);
  const proxies = { ...haproxy?.backends, ...haproxy?.listeners };
  const here = (found: (Endpoint | null)[]): number[] =>
    found.flatMap((one) =>
      one !== null && canonical(one.address) === canonical(target.address) ? [one.port] : [],
    );
  const balanced = Object.values(proxies).flatMap(({ servers }) =>
    Object.values(servers).map(({ address }) => endpointOf(address)),
  );
  const forwarded = (isNat: boolean) =>
    Object.values(lvsOf(context)?.virtual_servers ?? {})
      .filter(({ method }) => (method === 'NAT') === isNat)
      .flatMap(({ servers }) => Object.values(servers).map(({ address }) => endpointIn(address)));
  const open = here(forwarded(true));
  return [...new Set([...here([...balanced, ...forwarded(false)]), ...open])]
    .filter((port) => port !== (target.port ?? 22))
    .sort((a, b) => a - b)
    .map((port) => ({ port, isOpen: open.includes(port) }));
}
