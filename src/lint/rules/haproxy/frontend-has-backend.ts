import type { Statement } from '../../../haproxy/config/sections.ts';
import { linesOf, optionOf, valueOf } from '../../../haproxy/model/proxy.ts';
import type { BindModel, ServerModel } from '../../../haproxy/model/types.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import { canonical } from '../../../core/address.ts';
import { covers, isLoopback, isVariable, isWildcard, vipsOf } from './addresses.ts';
import {
  backendsIn,
  byPortOf,
  frontendsIn,
  isWhole,
  says,
  textsOf,
  type ProxyView,
} from './proxies.ts';

export const frontendHasBackend: NodeRule = {
  id: 'HAP009',
  severity: 'error',
  scope: 'node',
  title: 'every frontend leads to a backend, and not back to itself',
  why:
    'A frontend without a backend answers 503 to everything (in mode tcp it closes the connection). A server that is ' +
    'its own frontend sends requests in circles until there are no more connections. haproxy -c accepts both.',
  fix: 'default_backend NAME in the frontend',
  source: 'haproxy configuration manual, 4.2, default_backend; measured',
  check: (node) => {
    if (!isWhole(node)) return [];
    const backends = backendsIn(node);
    const own = new Set([...node.node.addresses.map(canonical), ...vipsOf(node)]);
    const behind = localServersOf(backends, own);
    const names = new Set((node.haproxy?.model.backends ?? []).map(({ name }) => name));
    return frontendsIn(node).flatMap((proxy) => [
      ...deadEnd(proxy),
      ...unknownBackends(proxy, names),
      ...loops(proxy, behind),
    ]);
  },
};

function deadEnd(proxy: ProxyView): Observation[] {
  const { lines, section, title, binds, servers, model } = proxy;
  const leads =
    servers.length > 0 ||
    valueOf(proxy, 'default_backend') !== null ||
    says(lines, 'use_backend') ||
    says(lines, 'dispatch');
  if (leads || binds.length === 0 || answersItself(proxy)) return [];
  if (model.mode !== 'tcp' && model.mode !== 'http') return [];
  const effect = model.mode === 'http' ? 'every request gets 503' : 'every connection is closed';
  return [{ at: section, message: `${title} has no backend: ${effect}` }];
}

const answers = ['redirect', 'monitor-uri', 'stats', 'http-error', 'errorfile', 'errorloc'];

/** A redirect, a page of statistics, an answer of its own; not the error pages that all proxies inherit. */
function answersItself(proxy: ProxyView): boolean {
  return (
    proxy.section.statements.some(
      ({ keyword }) =>
        answers.includes(keyword) || /^errorloc30[23]$|^errorfiles$|^filter$/.test(keyword),
    ) ||
    proxy.lines.some(isAnswer) ||
    optionOf(proxy, 'transparent') !== null ||
    optionOf(proxy, 'http_proxy') !== null ||
    says(proxy.lines, 'transparent')
  );
}

/** A rule after which no backend is asked; it may stand in named defaults. `attach-srv` keeps connections for a server. */
function isAnswer({ keyword, words }: Statement): boolean {
  return (
    /^(http|tcp)-(request|response)$/.test(keyword) &&
    words.some(({ text }) =>
      /^(redirect|return|deny|tarpit|reject|use-service|silent-drop|attach-srv|lua\..*)$/.test(
        text,
      ),
    )
  );
}

function unknownBackends({ lines, title }: ProxyView, names: Set<string>): Observation[] {
  return lines
    .filter(({ keyword }) => keyword === 'default_backend' || keyword === 'use_backend')
    .flatMap((line) => {
      const [name = ''] = textsOf(line);
      if (names.has(name) || name === '' || name.includes('%[') || isVariable(name)) return [];
      return [
        {
          at: line.words[0] ?? line,
          message: `${title} names backend ${name}, and there is none`,
          fix: `add backend ${name}, or name one of those that exist`,
        },
      ];
    });
}

function isHere(address: string, own: ReadonlySet<string>): boolean {
  return isLoopback(address) || own.has(canonical(address));
}

/** Servers of a backend that may lead back, by their port. Most files have none. */
interface LocalServers {
  title: string;
  byPort: Map<number | null, ServerModel[]>;
}

/** By the section of the backend, and by its name. */
function localServersOf(backends: readonly ProxyView[], own: ReadonlySet<string>) {
  const found = new Map<ProxyView['section'] | string, LocalServers>();
  for (const { section, model, servers, title } of backends) {
    const byPort = byPortOf(servers.filter(({ address }) => isHere(address, own)));
    if (byPort.size === 0) continue;
    const local = { title, byPort };
    found.set(section, local);
    if (!found.has(model.name)) found.set(model.name, local);
  }
  return found;
}

function loops(proxy: ProxyView, behind: ReturnType<typeof localServersOf>): Observation[] {
  if (behind.size === 0) return [];
  const named = linesOf(proxy, 'use_backend').map((line) => textsOf(line)[0] ?? '');
  const targets = [proxy.section, valueOf(proxy, 'default_backend') ?? '', ...named];
  const backends = new Set(targets.flatMap((target) => behind.get(target) ?? []));
  const binds = byPortOf(proxy.binds.filter(({ datagram }) => !datagram));
  return [...backends].flatMap(({ title, byPort }) =>
    [...binds].flatMap(([port, onPort]) =>
      (byPort.get(port) ?? []).flatMap((server) => circle(server, title, proxy, onPort)),
    ),
  );
}

/** A server that is one of the proxy's own listeners on its port. */
function circle(
  server: ServerModel,
  title: string,
  proxy: ProxyView,
  binds: readonly BindModel[],
): Observation[] {
  const host = server.address === 'localhost' ? '127.0.0.1' : server.address;
  const bind = binds.find((one) => covers(one, host));
  if (bind === undefined) return [];
  return [
    {
      at: server,
      // Another daemon may own the loopback address of the port.
      severity: isWildcard(bind) && isLoopback(host) ? 'warning' : 'error',
      message: `server ${server.name} in ${title} is ${server.address}:${server.port ?? ''}, which ${proxy.title} itself listens on (line ${bind.line}): requests go in circles`,
      fix: 'name the address and port of the real server',
    },
  ];
}
