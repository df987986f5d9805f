import { isIP } from 'node:net';
import type { ServerModel } from '../../../haproxy/model/types.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import { backendsIn } from './proxies.ts';

export const serverIsWhatItsNameSays: NodeRule = {
  id: 'HAP032',
  severity: 'note',
  scope: 'node',
  title: 'a server is what its name says, and no server is there twice',
  why:
    'A line that was copied and not changed: one server gets twice its share, the other nothing, and who drains one ' +
    'by its name drains another.',
  fix: 'give each server its own name and address',
  source: 'seen in a field write-up',
  check: (node) =>
    backendsIn(node).flatMap(({ servers, title }) => {
      const first = new Map<string, ServerModel>();
      return servers.flatMap((server): Observation[] => {
        const key = keyOf(server);
        const twin = first.get(key);
        if (!server.disabled && server.port !== null && twin === undefined) first.set(key, server);
        return [
          ...misnamed(title, server),
          ...(twin === undefined || twin.line === server.line || server.disabled
            ? []
            : [sameAddress(title, server, twin)]),
        ];
      });
    }),
};

/** What makes one address two servers: where haproxy comes from, how it speaks, and what it asks before it does. */
const apart = [
  ...['source', 'usesrc', 'interface', 'namespace', 'socks4', 'send-proxy', 'send-proxy-v2'],
  ...['ssl', 'sni', 'alpn', 'proto', 'addr', 'port'],
];

function keyOf({ address, port, parameters }: ServerModel): string {
  return JSON.stringify([address, port, ...apart.map((name) => parameters.get(name))]);
}

/** A name that is an address, and another one. */
function misnamed(title: string, server: ServerModel): Observation[] {
  const { name, address } = server;
  const [, named = ''] = /^([0-9]{1,3}(?:\.[0-9]{1,3}){3})(?::[0-9]{1,5})?$/.exec(name) ?? [];
  if (isIP(named) === 0 || isIP(address) === 0 || named === address) return [];
  return [{ at: server, message: `server ${name} in ${title} has address ${address}` }];
}

function sameAddress(title: string, server: ServerModel, twin: ServerModel): Observation {
  const port = server.port === null ? '' : `:${server.port}`;
  return {
    at: server,
    severity: 'warning',
    message: `servers ${twin.name} and ${server.name} of ${title} are both ${server.address}${port}`,
  };
}
