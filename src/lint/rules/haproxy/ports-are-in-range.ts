import type { NodeRule, Observation } from '../../rule.ts';
import { splitAddress } from '../../../haproxy/model/address.ts';
import type { ServerModel } from '../../../haproxy/model/types.ts';
import { backendsIn, oncePerLine, bindLines, frontendsIn, textsOf } from './proxies.ts';

const LAST_PORT = 65_535;

export const portsAreInRange: NodeRule = {
  id: 'HAP035',
  severity: 'error',
  scope: 'node',
  title: 'ports are between 1 and 65535',
  why:
    'haproxy takes a check port of any size and cuts it to 16 bits: the check asks some other port, and the server is ' +
    'down from the start. haproxy -c accepts it.',
  fix: 'write the port that the server answers checks on',
  source: 'measured',
  check: (node) => [
    ...backendsIn(node).flatMap(({ servers, title }) =>
      oncePerLine(servers).flatMap((server) => [
        ...outside(
          server,
          server.parameters.get('port'),
          `checks of server ${server.name} in ${title}`,
        ),
        ...outside(
          server,
          server.parameters.get('agent-port'),
          `the agent of server ${server.name} in ${title}`,
        ),
      ]),
    ),
    ...backendsIn(node).flatMap(({ section }) =>
      section.statements
        .filter(({ keyword }) => keyword === 'server')
        .flatMap((line) => {
          const [name = '', target = ''] = textsOf(line);
          return outside(line, splitAddress(target).port ?? undefined, `server ${name}`);
        }),
    ),
    ...frontendsIn(node).flatMap((proxy) =>
      bindLines(proxy).flatMap((line) =>
        (textsOf(line)[0] ?? '')
          .split(',')
          .flatMap((one) => outside(line, splitAddress(one).port?.split('-').at(-1), proxy.title)),
      ),
    ),
  ],
};

function outside(
  at: ServerModel | NonNullable<Observation['at']>,
  port: string | undefined,
  of: string,
): Observation[] {
  if (port === undefined || !/^[0-9]{1,9}$/.test(port) || Number(port) <= LAST_PORT) return [];
  return [{ at, message: `port ${port} (${of}) does not exist: the last one is ${LAST_PORT}` }];
}
