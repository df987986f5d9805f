import { canonical } from '../../core/address.ts';
import { endpointOf } from '../../core/endpoint.ts';

/** What a director forwards to whom: as its kernel has it, or as its keepalived.conf says. Without counters. */
export type LvsTable = Map<string, LvsService>;

export interface LvsService {
  /** "rr", "wrr, persistent 60 s". */
  balancing: string;
  /** By "ADDRESS:PORT". */
  servers: Map<string, { method: string; weight: number }>;
}

const kinds: Record<string, string> = {
  '-t': 'TCP',
  '-u': 'UDP',
  '--sctp-service': 'SCTP',
  '-f': 'fwmark',
};

const methods: Record<string, string> = { '-g': 'DR', '-i': 'TUN', '-m': 'NAT' };

/** Reads `ipvsadm --save --numeric`. Unknown lines and words are passed over. */
export function readLvsTable(text: string): LvsTable {
  const table: LvsTable = new Map();
  for (const line of text.split('\n')) {
    const [verb, kind = '', address = '', ...rest] = line.trim().split(/\s+/);
    const name = serviceName(kinds[kind] ?? kind, address);
    if (verb === '-A') {
      const balancing = balancingOf(after(rest, '-s') ?? '', after(rest, '-p'));
      table.set(name, { balancing, servers: new Map() });
    } else if (verb === '-a') {
      table.get(name)?.servers.set(endpointName(after(rest, '-r') ?? ''), {
        method: rest.flatMap((word) => methods[word] ?? [])[0] ?? '',
        weight: Number(after(rest, '-w') ?? 1),
      });
    }
  }
  return table;
}

function after(words: readonly string[], option: string): string | null {
  const at = words.indexOf(option);
  return at === -1 ? null : (words[at + 1] ?? null);
}

/** "TCP 192.0.2.100:80", "fwmark 7". */
export function serviceName(kind: string, address: string): string {
  return kind === 'fwmark' ? `fwmark ${Number(address)}` : `${kind} ${endpointName(address)}`;
}

/** One spelling for each address. */
export function endpointName(text: string): string {
  const found = endpointOf(text);
  if (found === null) return text;
  const address = canonical(found.address);
  return address.includes(':') ? `[${address}]:${found.port}` : `${address}:${found.port}`;
}

export function balancingOf(scheduler: string, persistence: string | null): string {
  return persistence === null ? scheduler : `${scheduler}, persistent ${Number(persistence)} s`;
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

export function lvsDifferences(one: LvsTable, other: LvsTable): LvsDifference[] {
  return union(one, other).flatMap((service) => {
    const [left, right] = [one.get(service), other.get(service)];
    const balancing = {
      service,
      server: null,
      one: left?.balancing ?? null,
      other: right?.balancing ?? null,
    };
    const servers =
      left === undefined || right === undefined
        ? []
        : union(left.servers, right.servers).map((server) => ({
            service,
            server,
            one: shownServer(left, server),
            other: shownServer(right, server),
          }));
    return [balancing, ...servers].filter((found) => found.one !== found.other);
  });
}

function union(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].sort();
}

function shownServer({ servers }: LvsService, name: string): string | null {
  const server = servers.get(name);
  return server === undefined ? null : `${server.method} weight ${server.weight}`;
}
