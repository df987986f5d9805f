import { isIP } from 'node:net';
import type { Statement } from '../../../haproxy/config/sections.ts';
import type { BindModel } from '../../../haproxy/model/types.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import { canonical } from '../../../core/address.ts';
import { isWildcard } from './addresses.ts';
import { bindLines, frontendsIn, textsOf, type ProxyView } from './proxies.ts';

interface Listener {
  proxy: ProxyView;
  bind: BindModel;
  line: Line;
}

/** What all listeners of one line have in common. */
interface Line {
  /** Whether it stands under an `.if`. */
  isConditional: boolean;
  /** Of a listener for one process or thread of several. */
  isPart: boolean;
  interface: string;
  namespace: string;
}

export const listenersAreDistinct: NodeRule = {
  id: 'HAP003',
  severity: 'error',
  scope: 'node',
  title: 'no two proxies listen on the same address and port',
  why:
    'haproxy opens both sockets with SO_REUSEPORT, and the kernel gives each connection to one of them by a hash: a ' +
    'part of the clients gets the other proxy. haproxy -c accepts it.',
  fix: 'let one proxy own the address and port, and choose the backend with use_backend',
  source: 'measured',
  check: (node) => {
    const listeners = frontendsIn(node).flatMap(listenersOf);
    return oncePerLine([...twice(listeners), ...besideWildcard(listeners)]);
  },
};

/** A range of ports is one mistake. */
function oncePerLine(found: Observation[]): Observation[] {
  return found.filter(({ at }, index) => at?.line !== found[index - 1]?.at?.line);
}

function listenersOf(proxy: ProxyView): Listener[] {
  const lines = new Map(bindLines(proxy).map((line) => [line.line, lineOf(line)]));
  const none = { isConditional: false, isPart: false, interface: '', namespace: '' };
  return proxy.binds.map((bind) => ({ proxy, bind, line: lines.get(bind.line) ?? none }));
}

function lineOf(line: Statement): Line {
  const options = textsOf(line).slice(1);
  const after = (word: string): string =>
    options.includes(word) ? (options[options.indexOf(word) + 1] ?? '') : '';
  return {
    isConditional: line.branch !== null,
    isPart: ['process', 'thread', 'shards'].some((word) => options.includes(word)),
    interface: after('interface'),
    namespace: after('namespace'),
  };
}

function twice(listeners: Listener[]): Observation[] {
  const first = new Map<string, Listener>();
  return listeners.flatMap((one) => {
    const { address, port } = one.bind;
    const key = JSON.stringify([canonical(address), ...socketOf(one)]);
    const other = first.get(key);
    if (other === undefined) first.set(key, one);
    if (other === undefined || areApart(one, other)) return [];
    const same = one.proxy === other.proxy;
    return [
      {
        at: one.bind,
        severity: same ? 'warning' : 'error',
        message: same
          ? `${one.proxy.title} binds ${address}:${port} twice (first in line ${other.bind.line})`
          : `${one.proxy.title} and ${other.proxy.title} (line ${other.bind.line}) both listen on ${address}:${port}: each gets a part of the connections`,
        ...(same && { fix: 'remove one of them' }),
      },
    ];
  });
}

/** The kernel prefers the socket with the address: what the wildcard's proxy was meant to get may go past it. */
function besideWildcard(listeners: Listener[]): Observation[] {
  const wildcards = new Map<string, Listener>();
  for (const one of listeners) {
    if (isWildcard(one.bind)) wildcards.set(familyKey(one), one);
  }
  return listeners.flatMap((one) => {
    const wildcard =
      isIP(one.bind.address) === 0 || isWildcard(one.bind)
        ? undefined
        : wildcards.get(familyKey(one));
    if (wildcard === undefined || areApart(one, wildcard)) return [];
    const { address, port } = one.bind;
    return [
      {
        at: one.bind,
        severity: wildcard.proxy === one.proxy ? 'note' : 'warning',
        message: `${one.proxy.title} binds ${address}:${port}, ${wildcard.proxy.title} (line ${wildcard.bind.line}) binds port ${port} of every address: connections to ${address} go to ${one.proxy.title} only`,
        fix: 'bind each proxy to the addresses that it is for',
      },
    ];
  });
}

function familyKey(one: Listener): string {
  const { address } = one.bind;
  return JSON.stringify([address.includes(':'), ...socketOf(one)]);
}

/** Sockets of another protocol, interface or network namespace do not meet. */
function socketOf({ bind: { port, datagram }, line }: Listener): unknown[] {
  return [port, datagram, line.interface, line.namespace];
}

/** Meant so: a socket for each process or thread, or only one of both is there. */
function areApart(one: Listener, other: Listener): boolean {
  return (
    one.line.isConditional ||
    other.line.isConditional ||
    (one.proxy === other.proxy && one.line.isPart && other.line.isPart)
  );
}
