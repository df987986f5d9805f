import { isIP } from 'node:net';

/** What one rule opens. What is null is not asked. */
export interface Allowed {
  family: 'ip' | 'ip6' | null;
  source: string | null;
  address: string | null;
  protocol: 'vrrp' | 'tcp' | 'udp';
  port: number | null;
}

interface Peers {
  is_open: boolean;
  ip: string[];
  ip6: string[];
  udp: number[];
}

interface Served {
  family: 'ip' | 'ip6';
  address: string;
  is_open: boolean;
  sources: string[];
}

/** What a node of this view needs, one rule for each source and port: for filters that let nothing in unless they are told. Pure. */
export function allowedBy(view: {
  vrrp: Peers | null;
  vips: (Served & { tcp: number[]; udp: number[] })[];
  services: (Served & { port: number })[];
}): Allowed[] {
  return [
    ...(view.vrrp === null ? [] : fromPeers(view.vrrp)),
    ...view.vips.flatMap((vip) => [
      ...vip.tcp.flatMap((port) => toPort(vip, 'tcp', port)),
      ...vip.udp.flatMap((port) => toPort(vip, 'udp', port)),
    ]),
    ...view.services.flatMap((service) => toPort(service, 'tcp', service.port)),
  ];
}

function fromPeers({ is_open, ip, ip6, udp }: Peers): Allowed[] {
  const sources = is_open ? [null] : [...ip, ...ip6];
  return sources.flatMap((source) => {
    const rule = { family: source === null ? null : familyOf(source), source, address: null };
    return [
      { ...rule, protocol: 'vrrp' as const, port: null },
      ...udp.map((port) => ({ ...rule, protocol: 'udp' as const, port })),
    ];
  });
}

function toPort(served: Served, protocol: 'tcp' | 'udp', port: number): Allowed[] {
  const { family, address, is_open, sources } = served;
  return (is_open ? [null] : sources).map((source) => ({
    family,
    source,
    address,
    protocol,
    port,
  }));
}

function familyOf(network: string): 'ip' | 'ip6' {
  return isIP(network.split('/')[0] ?? '') === 6 ? 'ip6' : 'ip';
}
