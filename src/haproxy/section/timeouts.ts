import * as z from 'zod';
import { duration } from './values.ts';

const connect = duration.describe('Time for a server to accept a connection.');
const client = duration.describe('Time a client may be silent.');
const server = duration.describe('Time a server may be silent.');
const httpRequest = duration.describe('Time for a client to send its request header.');

const clientSide = {
  http_keep_alive: duration
    .describe('Time to wait for the next request of a client; default: http_request.')
    .optional(),
};
const serverSide = {
  queue: duration.describe('Time a request waits for a free server; default: connect.').optional(),
  check: duration
    .describe('Time for the answer of a check, once connected; default: its interval.')
    .optional(),
  tunnel: duration
    .describe('Time both sides of a long session may be silent, instead of client and server.')
    .optional(),
};

/** Of all proxies. */
export const timeouts = z.strictObject({
  connect: connect.default('5s'),
  client: client.default('50s'),
  server: server.default('50s'),
  http_request: httpRequest.default('10s'),
  ...clientSide,
  ...serverSide,
});

const ofClients = {
  client: client.optional(),
  http_request: httpRequest.optional(),
  ...clientSide,
};
const ofServers = { connect: connect.optional(), server: server.optional(), ...serverSide };

/** Of one proxy, where they differ. */
export const frontendTimeouts = z.strictObject(ofClients);
export const backendTimeouts = z.strictObject(ofServers);
export const listenerTimeouts = z.strictObject({ ...ofClients, ...ofServers });
