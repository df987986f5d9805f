import { isIP } from 'node:net';
import * as z from 'zod';
import { name, oneOrMore, secret } from '../core/schema.ts';

/** The `haproxy:` section of an inventory, with the defaults of a sound http load balancer. */

/** haproxy's own default unit is milliseconds: who writes `timeout: 5` rarely means 5 ms, so the unit is required. */
export const duration = z
  .string({
    error: (issue) =>
      issue.input === undefined
        ? 'is missing: a duration like 5s'
        : 'must be a duration with its unit\nwrite 5s, 500ms, 2m or 1h',
  })
  .regex(
    /^[1-9][0-9]{0,7}(us|ms|s|m|h|d)$/,
    'must be a duration with its unit\nwrite 5s, 500ms, 2m or 1h',
  );

export interface Endpoint {
  /** `*` for every address. */
  address: string;
  port: number;
}

/** `192.0.2.1:80`, `[2001:db8::1]:80`, `*:80`, `host.example:80`. */
export function endpointOf(text: string): Endpoint | null {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^[\]:]*)):([0-9]{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port < 1 || port > 65535) return null;
  if (match[1] !== undefined) return isIP(match[1]) === 6 ? { address: match[1], port } : null;
  return { address: match[2] ?? '', port };
}

function endpoint(accepts: (address: string) => boolean, message: string) {
  return z.string().refine(
    (text) => {
      const found = endpointOf(text);
      return found !== null && accepts(found.address);
    },
    { error: message },
  );
}

const bindAddress = endpoint(
  (address) => address === '*' || isIP(address) !== 0,
  'must be ADDRESS:PORT, [IPv6]:PORT or *:PORT, port 1 to 65535',
);

const hostName =
  /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/;

const serverAddress = endpoint(
  (address) => isIP(address) !== 0 || (hostName.test(address) && !/^[0-9.]+$/.test(address)),
  'must be ADDRESS:PORT, [IPv6]:PORT or HOSTNAME:PORT, port 1 to 65535',
);

const algorithms = [
  'roundrobin',
  'static-rr',
  'leastconn',
  'first',
  'source',
  'uri',
  'url_param',
  'hdr',
  'random',
  'rdp-cookie',
];
const algorithmPattern =
  /^(roundrobin|static-rr|leastconn|first|source|uri|random(\([0-9]{1,4}\))?|rdp-cookie(\([A-Za-z0-9_-]+\))?|url_param [A-Za-z0-9_.-]+|hdr\([A-Za-z0-9_-]+\))$/;
const balance = z
  .string()
  .regex(
    algorithmPattern,
    `must be a balance algorithm: ${algorithms.join(', ')}\nsome take an argument: \`url_param NAME\`, \`hdr(NAME)\`, \`rdp-cookie(NAME)\`, \`random(N)\``,
  );

const mode = z.enum(['http', 'tcp']);
const uri = z
  .string()
  .regex(/^\/[\x21-\x7e]*$/, 'must be a path that begins with / and has no blanks');

const server = z.strictObject({
  address: serverAddress.describe('ADDRESS:PORT.'),
  weight: z.int().min(0).max(256).optional(),
  maxconn: z.int().min(1).optional(),
  backup: z.boolean().default(false).describe('Used only when no other server is up.'),
  check: z.boolean().default(true).describe('Whether haproxy checks its health.'),
});

const health = z.strictObject({
  inter: duration.default('2s').describe('Time between two checks.'),
  rise: z.int().min(1).max(100).default(2).describe('Successes in a row that bring a server up.'),
  fall: z.int().min(1).max(100).default(3).describe('Failures in a row that take a server down.'),
});

const frontend = z.strictObject({
  bind: oneOrMore(bindAddress, 'ADDRESS:PORT').describe('ADDRESS:PORT, or a list of them.'),
  mode: mode.optional().describe('Where it differs from `haproxy.mode`.'),
  default_backend: name('a backend').describe('Backend that takes the traffic.'),
  maxconn: z.int().min(1).optional(),
});

const backend = z.strictObject({
  mode: mode.optional().describe('Where it differs from `haproxy.mode`.'),
  balance: balance.default('roundrobin').describe('Balance algorithm.'),
  httpchk: uri
    .optional()
    .describe('Check servers by GET of this path; without it, by a TCP connection.'),
  health: health.prefault({}),
  servers: z
    .record(name('a server'), server)
    .refine((all) => Object.keys(all).length > 0, { error: 'must not be empty' })
    .describe('Servers by name.'),
});

const timeouts = z.strictObject({
  connect: duration.default('5s'),
  client: duration.default('50s'),
  server: duration.default('50s'),
  http_request: duration.default('10s').describe('Time for a client to send its request header.'),
});

const stats = z.strictObject({
  bind: oneOrMore(bindAddress, 'ADDRESS:PORT'),
  uri: uri.default('/status'),
  refresh: duration.default('60s'),
  user: name('a user'),
  password: secret((value) =>
    /^[\x21-\x7e]+$/.test(value) && !value.includes(':')
      ? null
      : 'must hold printable ASCII only, no blanks, no `:`',
  ).describe('`!secret NAME`.'),
});

export const haproxySection = z
  .strictObject({
    mode: mode.default('http'),
    maxconn: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(4000)
      .describe('Connections of the whole process.'),
    timeouts: timeouts.prefault({}),
    admin_socket: z
      .string()
      .regex(/^(\/[A-Za-z0-9_.-]+)+$/, 'must be an absolute path')
      .default('/run/haproxy/admin.sock'),
    frontends: z.record(name('a frontend'), frontend).default({}).describe('Frontends by name.'),
    backends: z.record(name('a backend'), backend).default({}).describe('Backends by name.'),
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

export function haproxyOf(context: Record<string, unknown>): HaproxySection | null {
  return (context['haproxy'] as HaproxySection | undefined) ?? null;
}

/** Ports that answer on an address: of frontends bound to it or to every address. */
export function portsOn(section: HaproxySection, address: string): number[] {
  const everywhere = ['*', '0.0.0.0', '::'];
  const ports = Object.values(section.frontends)
    .flatMap((one) => one.bind.map(endpointOf))
    .filter((bind) => bind !== null)
    .filter((bind) => bind.address === address || everywhere.includes(bind.address))
    .map((bind) => bind.port);
  return [...new Set(ports)].sort((a, b) => a - b);
}
