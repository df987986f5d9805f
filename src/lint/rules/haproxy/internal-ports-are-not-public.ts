import type { NodeRule } from '../../rule.ts';
import { isWildcard } from './addresses.ts';
import { frontendsIn } from './proxies.ts';

const internal: Record<number, string> = {
  2375: 'Docker',
  2379: 'etcd',
  2380: 'etcd',
  3306: 'MySQL',
  5432: 'PostgreSQL',
  5672: 'AMQP',
  6379: 'Redis',
  8001: 'the Kong admin API',
  8444: 'the Kong admin API',
  9200: 'Elasticsearch',
  9300: 'Elasticsearch',
  11211: 'memcached',
  27017: 'MongoDB',
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
    frontendsIn(node).flatMap(({ binds, title }) =>
      binds
        .filter((bind) => isWildcard(bind) && internal[bind.port] !== undefined)
        .filter(({ options }) => !options.includes('interface'))
        .map((bind) => ({
          at: bind,
          message: `${title} offers ${internal[bind.port] ?? ''} (port ${bind.port}) on every address of ${node.name}`,
        })),
    ),
};
