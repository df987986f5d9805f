import { isIP } from 'node:net';
import * as z from 'zod';
import { canonical } from '../../core/address.ts';
import { endpointOf, type Endpoint } from '../../core/endpoint.ts';
import { name } from '../../core/schema.ts';
import { serverCheck } from './check.ts';
import { methods, protocols, schedulers } from './words.ts';

/** The `lvs:` section of an inventory: what the kernel of a director forwards, and to whom. */

/** keepalived resolves no names. */
const ipEndpoint = z.string().refine((text) => isIP(endpointOf(text)?.address ?? '') !== 0, {
  error: 'must be ADDRESS:PORT or [IPv6]:PORT, port 1 to 65535',
});

const server = z.strictObject({
  address: ipEndpoint.describe('ADDRESS:PORT of the real server.'),
  weight: z
    .int()
    .min(0)
    .max(65535)
    .default(1)
    .describe('Its share; 0: it gets no new connections.'),
});

const virtualServer = z
  .strictObject({
    address: ipEndpoint
      .optional()
      .describe('VIP:PORT that clients ask; the VIP is that of a VRRP instance.'),
    fwmark: z
      .int()
      .min(1)
      .max(0x7fffffff)
      .optional()
      .describe('Instead of an address: the mark that a packet filter gives to the packets.'),
    protocol: z.enum(protocols).default('TCP').describe('With an address; default TCP.'),
    scheduler: z.enum(schedulers).default('wrr').describe('Who gets the next connection.'),
    method: z
      .enum(methods)
      .describe(
        'DR: real servers in the same segment, VIP on lo. NAT: the director is their gateway. TUN: through a tunnel.',
      ),
    delay_loop: z
      .int()
      .min(1)
      .max(3600)
      .default(5)
      .describe('Seconds between two checks of a server; keepalived itself would wait 60.'),
    persistence: z
      .int()
      .min(1)
      .max(86_400)
      .optional()
      .describe('Seconds that a client stays with its server; default none.'),
    quorum: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('Weight of servers that must be up, else the sorry server serves; default 1.'),
    sorry_server: ipEndpoint.optional().describe('Serves while no real server is up.'),
    check: serverCheck.prefault({}),
    servers: z
      .record(name('a real server'), server)
      .refine((all) => Object.keys(all).length > 0, { error: 'must not be empty' })
      .describe('Real servers by name.'),
  })
  .superRefine(({ address, fwmark }, context) => {
    if ((address === undefined) !== (fwmark === undefined)) return;
    const message =
      address === undefined
        ? 'has neither `address` nor `fwmark`\nwrite `address: VIP:PORT`'
        : 'has both `address` and `fwmark`\nwrite one of them';
    context.addIssue({ code: 'custom', message });
  });

const seconds = z.int().min(1).max(31_536_000);

/** All three are set at once; the defaults are the kernel's own. */
const timeouts = z.strictObject({
  tcp: seconds.default(900).describe('An open connection; longer than clients are silent.'),
  tcpfin: seconds.default(120).describe('A connection that is being closed.'),
  udp: seconds.default(300),
});

export const lvsSection = z
  .strictObject({
    sync_id: z
      .int()
      .min(1)
      .max(255)
      .optional()
      .describe(
        'The directors tell each other their connections under this id, free in the segment: a takeover cuts none that was told. Default: they do not.',
      ),
    timeouts: timeouts
      .optional()
      .describe('Seconds after which the kernel forgets a connection that is silent.'),
    virtual_servers: z
      .record(name('a virtual server'), virtualServer)
      .refine((all) => Object.keys(all).length > 0, { error: 'must not be empty' })
      .describe('Services by name.'),
  })
  .describe('LVS: services that the kernel of the director forwards to real servers.');

export type LvsSection = z.output<typeof lvsSection>;
export type VirtualServer = LvsSection['virtual_servers'][string];

export function lvsOf(context: Record<string, unknown>): LvsSection | null {
  return (context['lvs'] as LvsSection | undefined) ?? null;
}

/** The schema has let nothing else through. */
export function endpointIn(text: string): Endpoint {
  return endpointOf(text) ?? { address: text, port: 0 };
}

/** Ports on which a VIP takes TCP connections for real servers. */
export function portsOfLvs(section: LvsSection, vip: string): number[] {
  return Object.values(section.virtual_servers)
    .filter(({ protocol }) => protocol === 'TCP')
    .flatMap(({ address }) => (address === undefined ? [] : [endpointIn(address)]))
    .filter(({ address }) => canonical(address) === canonical(vip))
    .map(({ port }) => port);
}
