import { placeOf } from '../core/place.ts';
import type { HaproxyFile } from './config/parse.ts';
import type { Statement } from './config/sections.ts';
import { bindsOf } from './model/bind.ts';
import { linesOf, optionOf, proxiesOf, proxyModelOf, valueOf, type Proxy } from './model/proxy.ts';
import { Room } from './model/room.ts';
import { serversOf } from './model/server.ts';
import { timeOf } from './model/time.ts';
import type {
  BackendModel,
  FrontendModel,
  GlobalModel,
  HaproxyModel,
  SocketModel,
} from './model/types.ts';

/**
 * What a haproxy.cfg makes of one node, its defaults worked in. Lines under `.if` count as if every branch were
 * taken. Never throws: what haproxy would refuse is its default here. Pure.
 */
export function haproxyModelOf(file: HaproxyFile): HaproxyModel {
  const proxies = proxiesOf(file.sections);
  const room = new Room();
  const globals = file.sections.filter(({ kind }) => kind === 'global');
  return {
    global: globalOf(globals.flatMap(({ statements }) => statements)),
    frontends: proxies
      .filter(({ section }) => section.kind !== 'backend')
      .map((one) => frontendOf(one, room)),
    backends: proxies
      .filter(({ section }) => section.kind !== 'frontend')
      .map((one) => backendOf(one, room)),
    problems: file.problems,
  };
}

function globalOf(lines: readonly Statement[]): GlobalModel {
  const last = (keyword: string) =>
    lines.filter((one) => one.keyword === keyword).at(-1)?.words[0]?.text;
  const maxconn = Number(last('maxconn') ?? NaN);
  return {
    maxconn: Number.isNaN(maxconn) ? null : maxconn,
    sockets: lines
      .filter(({ keyword, words }) => keyword === 'stats' && words[0]?.text === 'socket')
      .map(socketOf),
    hardStopAfterMs: timeOf(last('hard-stop-after')),
  };
}

function socketOf(line: Statement): SocketModel {
  const [, address = '', ...options] = line.words.map(({ text }) => text);
  const after = (name: string) => {
    const at = options.indexOf(name);
    return at === -1 ? undefined : options[at + 1];
  };
  const level = after('level');
  return {
    ...placeOf(line),
    address: address.replace(/^unix@/, ''),
    level: level === 'admin' || level === 'user' ? level : 'operator',
    mode: after('mode') ?? null,
    exposesListeners: after('expose-fd') === 'listeners',
  };
}

function frontendOf(proxy: Proxy, room: Room): FrontendModel {
  return {
    ...proxyModelOf(proxy),
    binds: bindsOf(proxy.section, room),
    defaultBackend: valueOf(proxy, 'default_backend'),
    useBackends: linesOf(proxy, 'use_backend').flatMap(({ words }) => words[0]?.text ?? []),
  };
}

function backendOf(proxy: Proxy, room: Room): BackendModel {
  const httpchk = optionOf(proxy, 'httpchk');
  const [first, second] = httpchk?.words.slice(1).map(({ text }) => text) ?? [];
  const retries = Number(valueOf(proxy, 'retries') ?? 3);
  return {
    ...proxyModelOf(proxy),
    balance:
      linesOf(proxy, 'balance')
        .at(-1)
        ?.words.map(({ text }) => text)
        .join(' ') ?? 'roundrobin',
    servers: serversOf(proxy, room),
    // One word alone is the path; two or more are method and path.
    httpchk:
      httpchk === null
        ? null
        : { method: second === undefined ? 'OPTIONS' : (first ?? ''), uri: second ?? first ?? '/' },
    retries: Number.isNaN(retries) ? 3 : retries,
    redispatch: optionOf(proxy, 'redispatch') !== null || linesOf(proxy, 'redispatch').length > 0,
  };
}
