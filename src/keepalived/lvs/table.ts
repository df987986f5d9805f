import { canonical } from '../../core/address.ts';
import type { Endpoint } from '../../core/endpoint.ts';

/** What a director forwards to whom: as its kernel has it, or as its keepalived.conf says. Without counters. */
export interface LvsService {
  /** "TCP 192.0.2.100:80", "fwmark 7". */
  name: string;
  scheduler: string;
  /** How long a client stays at its server; null: it does not. `seconds` null: nobody knows. */
  persistence: { seconds: number | null } | null;
  servers: LvsServer[];
}

export interface LvsServer extends Endpoint {
  /** DR, TUN or NAT. */
  method: string;
  weight: number;
}

/** The kernel's words for keepalived's methods. */
const methods: Record<string, string> = { Route: 'DR', Tunnel: 'TUN', Masq: 'NAT' };

/**
 * Reads /proc/net/ip_vs, with the kernel's ticks per second before it, where they are known: persistence is told in ticks.
 * Addresses, ports and marks are hexadecimals. null: the kernel has no such table. Unknown lines are passed over. Pure.
 */
export function readLvsTable(text: string): LvsService[] | null {
  const [before = '', table] = text.split(/^IP Virtual Server .*$/m);
  if (table === undefined) return null;
  const ticksPerSecond = Number(before.trim()) || null;
  const services: LvsService[] = [];
  for (const line of table.split('\n')) {
    const service = serviceIn(line, ticksPerSecond);
    const server = serverIn(line);
    if (service !== null) services.push(service);
    if (server !== null) services.at(-1)?.servers.push(server);
  }
  return services;
}

/** "TCP  C0000264:0050 wrr persistent 15000 FFFFFFFF", "FWM  00000007 rr ". */
function serviceIn(line: string, ticksPerSecond: number | null): LvsService | null {
  const found = /^(\w+) +([[\]0-9A-Fa-f:]+) (\S+)(?:.* persistent (\d+))?/.exec(line);
  if (found === null) return null;
  const [, kind = '', at = '', scheduler = '', ticks] = found;
  const seconds = ticksPerSecond === null ? null : Number(ticks) / ticksPerSecond;
  return {
    name: kind === 'FWM' ? markName(parseInt(at, 16)) : serviceName(kind, endpointIn(at)),
    scheduler,
    persistence: ticks === undefined ? null : { seconds },
    servers: [],
  };
}

/** "  -> C0000215:0050      Route   1      0          0". */
function serverIn(line: string): LvsServer | null {
  const found = /^ +-> ([[\]0-9A-Fa-f:]+) +(\w+) +(\d+)/.exec(line);
  if (found === null) return null;
  const [, at = '', word = '', weight = ''] = found;
  return { ...endpointIn(at), method: methods[word] ?? word, weight: Number(weight) };
}

/** "C0000264:0050", or "[2001:0db8:…:0100]:01BB" with every digit. */
function endpointIn(text: string): Endpoint {
  const colon = text.lastIndexOf(':');
  const [address, port] = [text.slice(0, colon), parseInt(text.slice(colon + 1), 16)];
  if (address.startsWith('[')) return { address: canonical(address.slice(1, -1)), port };
  const bytes = address.match(/../g) ?? [];
  return { address: bytes.map((byte) => parseInt(byte, 16)).join('.'), port };
}

export function serviceName(protocol: string, at: Endpoint): string {
  return `${protocol} ${endpointName(at)}`;
}

export function markName(mark: number): string {
  return `fwmark ${mark}`;
}

/** One spelling for each: "192.0.2.21:80", "[2001:db8::21]:80". */
export function endpointName({ address, port }: Endpoint): string {
  const one = canonical(address);
  return one.includes(':') ? `[${one}]:${port}` : `${one}:${port}`;
}

/** One thing in which two tables differ. */
export interface LvsDifference {
  service: string;
  /** null: it is the service itself that one of them has not, or that balances in another way. */
  server: string | null;
  /** As a person compares it; null: not there. */
  one: string | null;
  other: string | null;
}

export function lvsDifferences(
  one: readonly LvsService[],
  other: readonly LvsService[],
): LvsDifference[] {
  const [lefts, rights] = [byName(one), byName(other)];
  return union(lefts, rights).flatMap((service) => {
    const [left, right] = [lefts.get(service), rights.get(service)];
    const isTimed = [left, right].every((side) => side?.persistence?.seconds !== null);
    const balancing = {
      service,
      server: null,
      one: shownBalancing(left, isTimed),
      other: shownBalancing(right, isTimed),
    };
    const servers = left && right ? serverDifferences(service, left, right) : [];
    return [balancing, ...servers].filter((found) => found.one !== found.other);
  });
}

function byName(services: readonly LvsService[]): Map<string, LvsService> {
  return new Map(services.map((service) => [service.name, service]));
}

function serverDifferences(service: string, left: LvsService, right: LvsService): LvsDifference[] {
  const [lefts, rights] = [shownServers(left), shownServers(right)];
  return union(lefts, rights).map((server) => ({
    service,
    server,
    one: lefts.get(server) ?? null,
    other: rights.get(server) ?? null,
  }));
}

function union(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].sort();
}

/** "rr", "wrr, persistent 60 s". */
function shownBalancing(service: LvsService | undefined, isTimed: boolean): string | null {
  if (service === undefined) return null;
  const { scheduler, persistence } = service;
  if (persistence === null) return scheduler;
  return `${scheduler}, persistent${isTimed ? ` ${persistence.seconds} s` : ''}`;
}

function shownServers({ servers }: LvsService): Map<string, string> {
  return new Map(
    servers.map((server) => [endpointName(server), `${server.method} weight ${server.weight}`]),
  );
}
