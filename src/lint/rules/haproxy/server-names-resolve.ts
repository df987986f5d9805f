import { isIP } from 'node:net';
import type { ServerModel } from '../../../haproxy/model/types.ts';
import type { NodeRule } from '../../rule.ts';
import { knownNames } from '../../known-names.ts';
import { isVariable } from './addresses.ts';
import { backendsIn, oncePerLine } from './proxies.ts';

export const serverNamesResolve: NodeRule = {
  id: 'HAP018',
  severity: 'warning',
  scope: 'node',
  title: 'haproxy starts without DNS',
  why:
    'haproxy resolves the names of servers when it starts, and does not start where one of them has no answer. After a ' +
    'power failure, or while the name servers are what is down, neither node comes up. haproxy -c passes as long as ' +
    'the names resolve.',
  fix: 'write addresses, or default-server init-addr last,libc,none with a resolvers section',
  source: 'haproxy configuration manual, 5.2, init-addr; measured',
  check: (node) => {
    const known = knownNames(node);
    return backendsIn(node).flatMap(({ servers, title }) =>
      oncePerLine(servers)
        .filter((server) => needsName(server) && !known.has(server.address.toLowerCase()))
        .map((server) => ({
          at: server,
          message: `server ${server.name} in ${title} is named ${server.address}: haproxy does not start while that does not resolve`,
        })),
    );
  },
};

function needsName({ address, parameters, disabled }: ServerModel): boolean {
  const methods = (parameters.get('init-addr') ?? '').split(',');
  return (
    !disabled &&
    // Addresses, sockets (`/run/x`, `unix@…`, `fd@…`), service records (`_http._tcp.…`), variables are no names.
    /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(address) &&
    isIP(address) === 0 &&
    !/^[0-9.]+$/.test(address) &&
    !isVariable(address) &&
    !methods.some((method) => method === 'none' || isIP(method) !== 0)
  );
}
