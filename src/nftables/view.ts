import { isIP } from 'node:net';
import { canonical } from '../core/address.ts';
import { vipsFor, type Cluster, type Host, type Vip } from '../core/cluster.ts';
import { covers, endpointOf } from '../core/endpoint.ts';
import { haproxyOf } from '../haproxy/section.ts';
import { endpointIn, lvsOf } from '../keepalived/lvs/section.ts';
import { loopbackVips } from '../keepalived/lvs/view.ts';
import { ownAddress, runsVrrp, vrrpOf } from '../keepalived/section.ts';
import { firewallOf } from './section.ts';

/** What a template of the packet filter sees on one host. It closes what is named here, and nothing else. */
export function firewallView(cluster: Cluster, host: Host) {
  const others = cluster.hosts.filter(({ name }) => name !== host.name);
  const near = others.flatMap((other) => addressesOf(cluster, other));
  return {
    vrrp: vrrpPeers(cluster, host),
    vips: servedHere(cluster, host).map((vip) => vipView(cluster, vip)),
    services: servicesOf(cluster, host).map((port) => ({
      ...inFamily(host.target.address),
      port,
      sources: near.filter((one) => isIP(one) === isIP(host.target.address)),
    })),
  };
}

/** By which nft tells addresses of the two families apart. */
function inFamily(address: string) {
  return { address, family: isIP(address) === 6 ? 'ip6' : 'ip' };
}

/** Addresses of a host that the inventory knows: by which it is reached, and where it speaks VRRP. */
function addressesOf({ context }: Cluster, host: Host): string[] {
  const { name, target } = host;
  const instances = Object.values(vrrpOf(context)?.instances ?? {});
  const own = instances.map((one) => ownAddress(one, { name, address: target.address }));
  return [...new Set([target.address, ...own])].filter((address) => isIP(address) !== 0);
}

/** null: VRRP is not this host's business, or a peer is known by its name only and would be shut out. */
function vrrpPeers(cluster: Cluster, host: Host) {
  const vrrp = vrrpOf(cluster.context);
  if (vrrp === null || !runsVrrp(vrrp, host)) return null;
  const peers = cluster.hosts.filter((one) => one.name !== host.name && runsVrrp(vrrp, one));
  if (peers.some(({ target }) => isIP(target.address) === 0)) return null;
  const known = peers.flatMap((peer) => addressesOf(cluster, peer));
  return {
    ip: known.filter((address) => isIP(address) === 4),
    ip6: [
      ...known.filter((address) => isIP(address) === 6),
      // By multicast IPv6 advertisements come from the address of the link, which nobody has told.
      ...(cluster.vips.some(({ address }) => isIP(address) === 6) ? ['fe80::/10'] : []),
    ],
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
  const given = sources[name];
  const pair = cluster.hosts.filter((host) => hosts.includes(host.name));
  const allowed = [...(given ?? []), ...pair.flatMap((host) => addressesOf(cluster, host))];
  return {
    name,
    ...inFamily(address),
    tcp: [...new Set([...ports, ...statsPorts(cluster, address)])],
    udp: udpPorts(cluster, address),
    is_open: given === undefined,
    sources:
      given === undefined
        ? []
        : allowed.filter((one) => isIP(one.split('/')[0] ?? '') === isIP(address)),
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

/** Ports of this host that the balancers of the cluster send to. Never the one by which hadeploy comes. */
function servicesOf({ context }: Cluster, { target }: Host): number[] {
  const haproxy = haproxyOf(context);
  const proxies = { ...haproxy?.backends, ...haproxy?.listeners };
  const balanced = Object.values(proxies).flatMap(({ servers }) =>
    Object.values(servers).map(({ address }) => endpointOf(address)),
  );
  // With NAT a packet comes here with the address of its client.
  const forwarded = Object.values(lvsOf(context)?.virtual_servers ?? {})
    .filter(({ method }) => method !== 'NAT')
    .flatMap(({ servers }) => Object.values(servers).map(({ address }) => endpointIn(address)));
  const ports = [...balanced, ...forwarded].flatMap((one) =>
    one !== null && canonical(one.address) === canonical(target.address) ? [one.port] : [],
  );
  return [...new Set(ports)].filter((port) => port !== (target.port ?? 22)).sort((a, b) => a - b);
}
