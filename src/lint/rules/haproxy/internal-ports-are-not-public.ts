import type { NodeRule } from '../../rule.ts';
import { isWildcard, singlePorts } from './addresses.ts';
import { frontendsIn, textsOf, type ProxyView } from './proxies.ts';

const internal: Record<number, string> = {
  2375: 'Docker',
  2379: 'etcd',
  2380: 'etcd',
  3306: 'MySQL',
  5432: 'PostgreSQL',
  5672: 'AMQP',
  6379: 'Redis',
  9200: 'Elasticsearch',
  9300: 'Elasticsearch',
  11211: 'memcached',
  27017: 'MongoDB',
};

/** Ports that are many a program's: what is behind must bear the name. */
const ifNamed: Record<number, [name: RegExp, what: string]> = {
  8001: [/kong/i, 'the Kong admin API'],
  8444: [/kong/i, 'the Kong admin API'],
};

export const internalPortsAreNotPublic: NodeRule = {
  id: 'HAP023',
  severity: 'warning',
  scope: 'node',
  title: 'databases and admin interfaces are not bound to every address',
  why:
    'bind * takes the public address of the node too. What was reachable from inside only is then open to everybody ' +
    'who reaches the load balancer.',
  fix: 'bind VIP:PORT, or the address of the management network',
  source: 'seen in a field write-up',
  check: (node) =>
    frontendsIn(node).flatMap((proxy) =>
      singlePorts(proxy.binds)
        .filter((bind) => isWildcard(bind) && !bind.options.includes('interface'))
        .flatMap((bind) => {
          const what = offered(proxy, bind.port);
          if (what === undefined) return [];
          const message = `${proxy.title} offers ${what} (port ${bind.port}) on every address of ${node.name}`;
          return [{ at: bind, message }];
        }),
    ),
};

function offered(proxy: ProxyView, port: number): string | undefined {
  const [name, what] = ifNamed[port] ?? [];
  return name?.test(namesOf(proxy)) === true ? what : internal[port];
}

/** Of the proxy, of what it leads to, and of its servers. */
function namesOf({ title, lines, servers }: ProxyView): string {
  const led = lines.filter(({ keyword }) => /^(default|use)_backend$/.test(keyword));
  return [
    title,
    ...led.map((line) => textsOf(line)[0] ?? ''),
    ...servers.flatMap(({ name, address }) => [name, address]),
  ].join(' ');
}
