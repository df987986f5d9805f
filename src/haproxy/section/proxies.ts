import * as z from 'zod';
import { bindAddress } from '../../core/endpoint.ts';
import { freeText, name, oneOrMore, secret } from '../../core/schema.ts';
import { serverShape } from './server.ts';
import { backendTimeouts, frontendTimeouts, listenerTimeouts } from './timeouts.ts';
import { connections, duration, mode, uri } from './values.ts';

const differs = 'Where they differ from `haproxy.timeouts`.';
const proxyMode = mode.optional().describe('Where it differs from `haproxy.mode`.');

const clientShape = {
  bind: oneOrMore(bindAddress, 'ADDRESS:PORT').describe('ADDRESS:PORT, or a list of them.'),
  mode: proxyMode,
  maxconn: connections.optional(),
};

export const frontend = z.strictObject({
  ...clientShape,
  default_backend: name('a backend').describe('Backend that takes the traffic.'),
  timeouts: frontendTimeouts.prefault({}).describe(differs),
});

export const backend = z.strictObject({
  mode: proxyMode,
  ...serverShape,
  timeouts: backendTimeouts.prefault({}).describe(differs),
});

export const listener = z.strictObject({
  ...clientShape,
  ...serverShape,
  timeouts: listenerTimeouts.prefault({}).describe(differs),
});

export const stats = z.strictObject({
  bind: oneOrMore(bindAddress, 'ADDRESS:PORT'),
  uri: uri.default('/status'),
  refresh: duration.default('60s'),
  realm: freeText.min(1).optional().describe('What the browser shows when it asks for a password.'),
  hide_version: z.boolean().default(false).describe("Whether the page keeps haproxy's version."),
  user: name('a user'),
  password: secret((value) =>
    /^[\x21-\x7e]+$/.test(value) && !value.includes(':')
      ? null
      : 'must hold printable ASCII only, no blanks, no `:`',
  ).describe('`!secret NAME`.'),
});
