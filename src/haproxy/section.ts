import * as z from 'zod';
import { covers } from '../core/endpoint.ts';
import { name } from '../core/schema.ts';
import { bindsOf } from './binds.ts';
import { backend, frontend, listener, stats } from './section/proxies.ts';
import { timeouts } from './section/timeouts.ts';
import { connections, count, duration, mode } from './section/values.ts';

/** The `haproxy:` section of an inventory, with the defaults of a sound http load balancer. */
export const haproxySection = z
  .strictObject({
    mode: mode.default('http'),
    maxconn: connections.default(4000).describe('Connections of the whole process.'),
    hard_stop_after: duration
      .optional()
      .describe(
        'Time after which the process from before a reload ends, whatever it still serves.',
      ),
    timeouts: timeouts.prefault({}),
    retries: count.default(3).describe('Attempts to connect to a server.'),
    redispatch: z
      .boolean()
      .default(true)
      .describe('Whether the last attempt to connect may go to another server.'),
    tcp_keepalive: z
      .boolean()
      .default(false)
      .describe('TCP keep-alive towards clients and servers: a peer that vanished is noticed.'),
    forwardfor: z
      .boolean()
      .default(false)
      .describe("Tells http servers the client's address, in X-Forwarded-For."),
    http_server_close: z
      .boolean()
      .default(false)
      .describe('Closes the connection to an http server after each request.'),
    admin_socket: z
      .string()
      .regex(/^(\/[A-Za-z0-9_.-]+)+$/, 'must be an absolute path')
      .default('/run/haproxy/admin.sock'),
    frontends: z.record(name('a frontend'), frontend).default({}).describe('Frontends by name.'),
    backends: z.record(name('a backend'), backend).default({}).describe('Backends by name.'),
    listeners: z
      .record(name('a listener'), listener)
      .default({})
      .describe('Listeners by name: frontend and backend in one, for a service with one of each.'),
    stats: stats.optional().describe('Statistics page.'),
    config: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A haproxy.cfg of your own (.liquid: template), used instead of the generated one.',
      ),
  })
  .describe('HAProxy: frontends, backends, servers.');

export type HaproxySection = z.output<typeof haproxySection>;
export type HaproxyServers = Omit<HaproxySection['backends'][string], 'mode' | 'timeouts'>;

export function haproxyOf(context: Record<string, unknown>): HaproxySection | null {
  return (context['haproxy'] as HaproxySection | undefined) ?? null;
}

/** Ports that answer on an address: of what is bound to it or to every address. */
export function portsOn(section: HaproxySection, address: string): number[] {
  const ports = bindsOf(section)
    .filter(({ endpoint }) => covers(endpoint.address, address))
    .map(({ endpoint }) => endpoint.port);
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** Whether clients of this address and port are spoken to in HTTP. */
export function speaksHttp(section: HaproxySection, address: string, port: number): boolean {
  return (
    section.config === undefined &&
    bindsOf(section).some(
      ({ endpoint, mode }) =>
        mode === 'http' && endpoint.port === port && covers(endpoint.address, address),
    )
  );
}
