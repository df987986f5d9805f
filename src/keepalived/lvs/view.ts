import { canonical } from '../../core/address.ts';
import { targets } from './rule.ts';
import { endpointIn, type LvsSection, type VirtualServer } from './section.ts';
import type { ServerCheck } from './check.ts';

/** What templates see of the `lvs` section: lists with names, defaults filled in, nothing undefined. */
export function lvsView(section: LvsSection) {
  return {
    virtual_servers: Object.entries(section.virtual_servers).map(([name, one]) => ({
      name,
      ...addressOf(one),
      scheduler: one.scheduler,
      method: one.method,
      delay_loop: one.delay_loop,
      persistence: one.persistence ?? null,
      quorum: one.quorum ?? null,
      is_checked: one.check.kind !== 'none',
      sorry_server: one.sorry_server === undefined ? null : endpointIn(one.sorry_server),
      servers: Object.entries(one.servers).map(([server, { address, weight }]) => ({
        name: server,
        ...endpointIn(address),
        weight,
        check: checkView(one.check, endpointIn(address)),
      })),
    })),
  };
}

/** With a mark, protocol and port are whatever the packet filter marks: keepalived warns of a protocol. */
function addressOf({ address, fwmark, protocol }: VirtualServer) {
  if (address === undefined) {
    return { fwmark: fwmark ?? null, address: null, port: null, protocol: null };
  }
  return { fwmark: null, ...endpointIn(address), protocol };
}

const keywords = { tcp: 'TCP_CHECK', http: 'HTTP_GET', ssl: 'SSL_GET', misc: 'MISC_CHECK' };

function checkView(check: ServerCheck, server: { address: string; port: number }) {
  const { kind } = check;
  if (kind === 'none') return null;
  const asksWeb = kind === 'http' || kind === 'ssl';
  return {
    keyword: keywords[kind],
    path: asksWeb ? (check.path ?? '/') : null,
    status: asksWeb ? (check.status ?? 200) : null,
    host: check.host ?? null,
    command:
      check.script === undefined
        ? null
        : [check.script, server.address, server.port, ...(check.ports ?? [])].join(' '),
    timeout: kind === 'misc' ? (check.timeout ?? 3) : null,
    connect_timeout: kind === 'misc' ? null : (check.connect_timeout ?? 3),
    retry: check.retry ?? 1,
    delay_before_retry: check.delay_before_retry ?? 1,
  };
}

/**
 * The VIPs that a host of this address must have on its loopback: with DR and TUN packets for the VIP reach a real server
 * as they are, and one that does not know the address throws them away.
 */
export function loopbackVips(section: LvsSection, host: string): string[] {
  const vips = Object.values(section.virtual_servers)
    .filter(({ method }) => method !== 'NAT')
    .filter((service) =>
      targets(service).some(({ address }) => canonical(address) === canonical(host)),
    )
    .flatMap(({ address }) => (address === undefined ? [] : [endpointIn(address).address]));
  return [...new Set(vips)];
}
