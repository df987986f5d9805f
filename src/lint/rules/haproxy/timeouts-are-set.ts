import { timeOf } from '../../../haproxy/model/time.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import { proxiesIn, textsOf, type ProxyView } from './proxies.ts';

const old: Record<string, string> = {
  connect: 'contimeout',
  client: 'clitimeout',
  server: 'srvtimeout',
};
const LONG_KEEP_ALIVE_MS = 120_000;

export const timeoutsAreSet: NodeRule = {
  id: 'HAP010',
  severity: 'warning',
  scope: 'node',
  title: 'timeouts for connect, client and server are set',
  why:
    'Without them a connection whose other end is gone (a server that lost power, a client behind a dropped NAT entry) ' +
    'stays for ever. They pile up until maxconn, and then nobody gets in.',
  fix: 'timeout connect 5s, timeout client 50s, timeout server 50s in defaults',
  source: 'haproxy configuration manual, 4.2, timeout client; haproxy -c only warns',
  check: (node) =>
    proxiesIn(node)
      .filter(({ model }) => model.mode === 'tcp' || model.mode === 'http')
      .flatMap((proxy) => [...missing(proxy), ...slowRequests(proxy), ...keepAlive(proxy)]),
};

/** The value of the last line that sets it; null: none does. */
function timeout({ lines }: ProxyView, name: string): string | null {
  const last = lines.findLast(
    (line) =>
      (line.keyword === 'timeout' && line.words[0]?.text === name) || line.keyword === old[name],
  );
  if (last === undefined) return null;
  const [first = '', second = ''] = textsOf(last);
  return last.keyword === 'timeout' ? second : first;
}

function missing(proxy: ProxyView): Observation[] {
  const { section, servers, binds, title } = proxy;
  const needed = [
    ...(section.kind === 'backend' || binds.length === 0 ? [] : ['client']),
    ...(servers.length === 0 ? [] : ['connect', 'server']),
  ];
  const absent = needed.filter((name) => timeout(proxy, name) === null);
  const endless = needed.filter((name) => timeOf(timeout(proxy, name) ?? undefined) === 0);
  const both = [...absent, ...endless].map((name) => `timeout ${name}`).join(', ');
  return both === ''
    ? []
    : [
        {
          at: section,
          message: `${title} has no ${both}: a connection whose other end is gone stays for ever`,
        },
      ];
}

function slowRequests(proxy: ProxyView): Observation[] {
  const { section, model, binds, title } = proxy;
  if (model.mode !== 'http' || binds.length === 0) return [];
  if (timeout(proxy, 'http-request') !== null) return [];
  return [
    {
      at: section,
      severity: 'note',
      message: `${title} has no timeout http-request: a client that sends its request byte by byte holds a connection`,
      fix: 'timeout http-request 10s',
    },
  ];
}

function keepAlive(proxy: ProxyView): Observation[] {
  const value = timeout(proxy, 'http-keep-alive');
  if ((timeOf(value ?? undefined) ?? 0) <= LONG_KEEP_ALIVE_MS) return [];
  return [
    {
      at: proxy.section,
      severity: 'note',
      message: `${proxy.title} keeps idle connections for ${value ?? ''} (timeout http-keep-alive): each holds a place of maxconn`,
      fix: 'timeout http-keep-alive 10s',
    },
  ];
}
