import type { NodeRule, Observation } from '../../rule.ts';
import { canonical } from '../../../core/address.ts';
import { isLoopback, isStream, singlePorts, vipsOf } from '../haproxy/addresses.ts';
import { askedOn } from '../haproxy/asked.ts';
import { frontendsIn, isWhole } from '../haproxy/proxies.ts';

export const checkAsksEveryPort: NodeRule = {
  id: 'SCR013',
  severity: 'note',
  scope: 'node',
  title: 'a check that asks several ports asks all that haproxy listens on',
  why:
    'A list of ports in a script is a copy of the binds, and copies grow apart: a listener that was added is checked by ' +
    'nobody, and one that was removed fails the check on both nodes for ever.',
  fix: 'make the list from the same source as haproxy.cfg',
  source: 'seen in a field write-up',
  check(node) {
    if (!isWhole(node)) return [];
    const own = new Set([...node.node.addresses.map(canonical), ...vipsOf(node)]);
    const asked = askedOn(node).filter(({ host }) => isLoopback(host) || own.has(canonical(host)));
    const bound = new Map(
      frontendsIn(node).flatMap(({ binds }) =>
        singlePorts(binds.filter(isStream))
          .filter(({ address }) => !isLoopback(address))
          .map((bind) => [bind.port, bind]),
      ),
    );
    const listening = new Set(
      frontendsIn(node).flatMap(({ binds }) => binds.filter(isStream).map(({ port }) => port)),
    );
    const ports = new Set(asked.map(({ port }) => port));
    if ([...ports].filter((port) => listening.has(port)).length < 2) return [];
    const unasked = [...bound].filter(([port]) => !ports.has(port));
    return [
      ...unasked.map(([port, bind]): Observation => ({
        at: bind,
        message: `haproxy listens on port ${port} on ${node.name}, which no check asks; ${[...ports].join(', ')} are asked`,
      })),
      ...asked
        .filter(({ port }) => !listening.has(port))
        .map(({ at, host, port }): Observation => ({
          at,
          message: `the check asks ${host}:${port}, where haproxy does not listen`,
        })),
    ];
  },
};
