import * as z from 'zod';
import { bindAddress, covers, endpointOf, serverAddress } from '../core/endpoint.ts';
import { name, oneOrMore } from '../core/schema.ts';

/** The `nginx:` section of an inventory. Defaults are nginx's own where the comment says nothing else. */

const duration = z
  .string({ error: 'must be a duration with its unit\nwrite 5s, 500ms, 2m or 1h' })
  .regex(
    /^[1-9][0-9]{0,7}(ms|s|m|h|d)$/,
    'must be a duration with its unit\nwrite 5s, 500ms, 2m or 1h',
  );

/** Without `..`, without signs that a shell, a URL or nginx reads in a way of its own. */
const path = z
  .string()
  .regex(
    /^(\/[A-Za-z0-9_@%+,=-][A-Za-z0-9_.@%+,=-]*)+$/,
    'must be an absolute path, without blanks',
  );

const upstreamServer = z.strictObject({
  address: serverAddress.describe('ADDRESS:PORT.'),
  weight: z.int().min(1).max(65535).optional(),
  max_conns: z.int().min(1).max(1_000_000).optional(),
  backup: z.boolean().default(false).describe('Used only when no other server is up.'),
  max_fails: z
    .int()
    .min(0)
    .max(1000)
    .default(2)
    .describe('Failures within `fail_timeout` that take a server out for as long. 0: never.'),
  fail_timeout: duration.default('10s'),
});

const upstream = z.strictObject({
  balance: z
    .enum(['roundrobin', 'least_conn', 'ip_hash', 'random'])
    .default('roundrobin')
    .describe('Balance algorithm.'),
  servers: z
    .record(name('a server'), upstreamServer)
    .refine((all) => Object.keys(all).length > 0, { error: 'must not be empty' })
    .describe('Servers by name.'),
});

const serverName = z
  .string()
  .regex(
    /^(_|(\*\.)?[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*)$/,
    'must be a host name, `*.` and a domain, or `_`',
  );

const server = z
  .strictObject({
    listen: oneOrMore(bindAddress, 'ADDRESS:PORT').describe('ADDRESS:PORT, or a list of them.'),
    server_name: oneOrMore(serverName, 'a host name')
      .default(['_'])
      .describe('Host names it answers to; default: any that no other server has.'),
    proxy_pass: name('an upstream').optional().describe('Upstream that takes the requests.'),
    root: path.optional().describe('Directory of files to serve.'),
  })
  .refine((one) => (one.proxy_pass === undefined) !== (one.root === undefined), {
    error: 'needs either `proxy_pass: UPSTREAM` or `root: DIRECTORY`',
  });

const timeouts = z.strictObject({
  connect: duration.default('2s').describe('Time for a server to accept a connection.'),
  read: duration.default('60s').describe('Time a server may be silent.'),
  send: duration.default('60s').describe('Time a server may take in nothing.'),
});

const status = z.strictObject({
  listen: bindAddress.default('127.0.0.1:8090'),
  path: path.default('/nginx_status'),
});

export const nginxSection = z
  .strictObject({
    user: z
      .string()
      .regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'must be a user name')
      .default('www-data')
      .describe('Who the workers run as: www-data on Debian and Ubuntu, nginx on RHEL.'),
    worker_connections: z.int().min(64).max(1_000_000).default(1024),
    timeouts: timeouts.prefault({}),
    status: status
      .prefault({})
      .describe('Status page, on the node alone: the health check of keepalived asks it.'),
    upstreams: z.record(name('an upstream'), upstream).default({}).describe('Upstreams by name.'),
    servers: z.record(name('a server'), server).default({}).describe('Virtual servers by name.'),
    config: z
      .string()
      .min(1)
      .optional()
      .describe(
        'An nginx.conf of your own (.liquid: template), used instead of the generated one.',
      ),
  })
  .describe('nginx: virtual servers, upstreams.');

export type NginxSection = z.output<typeof nginxSection>;

export function nginxOf(context: Record<string, unknown>): NginxSection | null {
  return (context['nginx'] as NginxSection | undefined) ?? null;
}

/** Ports that answer on an address: of servers that listen on it or on every address. */
export function nginxPortsOn(section: NginxSection, address: string): number[] {
  const ports = Object.values(section.servers)
    .flatMap((one) => one.listen.map(endpointOf))
    .flatMap((found) => (found !== null && covers(found.address, address) ? [found.port] : []));
  return [...new Set(ports)].sort((a, b) => a - b);
}
