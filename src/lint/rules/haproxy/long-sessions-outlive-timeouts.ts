import type { NodeRule } from '../../rule.ts';
import { singlePorts } from './addresses.ts';
import { backendsIn, frontendsIn, textsOf, type ProxyView } from './proxies.ts';

/** Protocols whose clients keep idle connections. */
export const longLived: Record<number, string> = {
  389: 'LDAP',
  1433: 'SQL Server',
  1521: 'Oracle',
  1883: 'MQTT',
  3306: 'MySQL',
  3389: 'RDP',
  4000: 'TiDB',
  5432: 'PostgreSQL',
  5672: 'AMQP',
  6033: 'MySQL',
  6379: 'Redis',
  27017: 'MongoDB',
};
const ENOUGH_MS = 600_000;

export const longSessionsOutliveTimeouts: NodeRule = {
  id: 'HAP011',
  severity: 'warning',
  scope: 'node',
  title: 'long sessions are not cut by timeout client or timeout server',
  why:
    'Pools of database and queue clients keep idle connections for hours. haproxy closes them after timeout client or ' +
    'timeout server, and the client finds out with its next query. option tcpka does not help: its probes are ' +
    'no traffic for haproxy.',
  fix: 'timeout tunnel 8h (or timeout client and timeout server) in this proxy, as long as the idle timeout of the servers',
  source: 'haproxy configuration manual, 4.2, timeout tunnel',
  check: (node) => {
    const byName = new Map<string, ProxyView>();
    const bySection = new Map<ProxyView['section'], ProxyView>();
    const ports = new Map<ProxyView, number | undefined>();
    for (const one of backendsIn(node)) {
      if (!byName.has(one.model.name)) byName.set(one.model.name, one);
      if (one.servers.length > 0) bySection.set(one.section, one);
      ports.set(one, longLivedPort(one.servers));
    }
    return frontendsIn(node).flatMap((front) => {
      if (front.model.mode !== 'tcp') return [];
      const back = bySection.get(front.section) ?? byName.get(targetOf(front) ?? '');
      const port = longLivedPort(singlePorts(front.binds)) ?? (back && ports.get(back));
      const protocol = longLived[port ?? 0];
      const { client } = front.model.timeouts;
      const { server, tunnel = front.model.timeouts['tunnel'] } = back?.model.timeouts ?? {};
      const shortest = Math.min(client ?? Infinity, server ?? Infinity);
      if (protocol === undefined || shortest >= ENOUGH_MS || (tunnel ?? 0) >= ENOUGH_MS) return [];
      return [
        {
          at: front.section,
          message: `${front.title} carries ${protocol} (port ${port ?? ''}) and closes a session that is idle for ${shortest / 1000} s`,
        },
      ];
    });
  },
};

function longLivedPort(all: readonly { port: number | null }[]): number | undefined {
  return all.find(({ port }) => longLived[port ?? 0] !== undefined)?.port ?? undefined;
}

function targetOf({ lines }: ProxyView): string | undefined {
  const last = lines.findLast(({ keyword }) => keyword === 'default_backend');
  return last === undefined ? undefined : textsOf(last)[0];
}
