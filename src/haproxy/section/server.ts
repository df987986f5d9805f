import * as z from 'zod';
import { serverAddress } from '../../core/endpoint.ts';
import { name } from '../../core/schema.ts';
import { balance, connections, count, duration, uri, wireText } from './values.ts';

/** What backends and listeners have in common: servers, and how they are chosen and checked. */

const server = z.strictObject({
  address: serverAddress.describe('ADDRESS:PORT.'),
  weight: z.int().min(0).max(256).optional(),
  maxconn: connections.optional(),
  backup: z.boolean().default(false).describe('Used only when no other server is up.'),
  check: z.boolean().default(true).describe('Whether haproxy checks its health.'),
  inter: duration.optional().describe('Where it differs from `health.inter`.'),
  rise: count.optional().describe('Where it differs from `health.rise`.'),
  fall: count.optional().describe('Where it differs from `health.fall`.'),
});

const health = z.strictObject({
  inter: duration.default('2s').describe('Time between two checks.'),
  fastinter: duration
    .optional()
    .describe('Time between two checks while the state is about to change; default: inter.'),
  rise: count.default(2).describe('Successes in a row that bring a server up.'),
  fall: count.default(3).describe('Failures in a row that take a server down.'),
});

/** haproxy reads it as a log format, in which a `%` is no longer itself. */
const hostHeader = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,252}$/, 'must be a host name, perhaps with :PORT');

const tcpCheck = z
  .array(
    z.union([
      z.strictObject({ send: wireText.describe('A line; CR LF is appended.') }),
      z.strictObject({ expect: wireText.describe('A text that the answer must hold.') }),
    ]),
  )
  .min(1);

export const serverShape = {
  balance: balance.default('roundrobin').describe('Balance algorithm.'),
  httpchk: uri
    .optional()
    .describe('Check servers by GET of this path; without it, by a TCP connection.'),
  httpchk_status: z
    .int()
    .min(100)
    .max(599)
    .optional()
    .describe('The status that `httpchk` must get; default: any 2xx or 3xx.'),
  httpchk_host: hostHeader.optional().describe('Host header of `httpchk`: haproxy 2.2 or newer.'),
  tcp_check: tcpCheck
    .optional()
    .describe('Check servers by a dialogue: a list of `send: LINE` and `expect: TEXT`.'),
  health: health.prefault({}),
  retries: count
    .optional()
    .describe('Attempts to connect to a server, where it differs from `haproxy.retries`.'),
  drop_dead_sessions: z
    .boolean()
    .default(false)
    .describe(
      'Ends the sessions of a server that goes down: clients of a database reconnect at once.',
    ),
  servers: z
    .record(name('a server'), server)
    .refine((all) => Object.keys(all).length > 0, { error: 'must not be empty' })
    .describe('Servers by name.'),
};
