import type { Cluster } from '../../core/cluster.ts';
import { services, type Service } from '../../core/drill.ts';
import type { Serves } from '../../drill/servers.ts';
import { guardedBy } from '../../keepalived/timing/guarded.ts';
import { endpointOf } from '../../core/endpoint.ts';
import { mysqlOf } from '../../mysql/section.ts';
import { nginxOf } from '../../nginx/section.ts';
import type { NodeView } from '../../verify/view.ts';

/** Where the inventory says nothing of databases: this port, and whatever a distribution calls the unit. */
const DATABASE_PORT = 3306;
const databaseUnits = ['mariadb.service', 'mysql.service', 'mysqld.service'];

/** Names that the unit of a service may have. */
export function unitsOf(service: Service, cluster: Cluster): string[] {
  if (service !== 'mariadb') return [`${service}.service`];
  const mysql = mysqlOf(cluster.context);
  return mysql === null ? databaseUnits : [`${mysql.unit}.service`];
}

/** Whether a node holds its VIPs for this service: its checks name it, or it is the first that runs there. */
export function isFor(node: NodeView, service: Service, cluster: Cluster): boolean {
  const { host, daemons, model } = node;
  if (model.instances.some((instance) => guardedBy(model, instance).includes(service))) return true;
  const runs: Record<Service, boolean> = {
    haproxy: model.haproxy !== null || daemons.includes('haproxy'),
    nginx: daemons.includes('nginx'),
    mariadb: host.name in (mysqlOf(cluster.context)?.nodes ?? {}),
  };
  return services.find((one) => runs[one]) === service;
}

/** What a host behind the balancers serves on a port; of a web server only what its playbook keeps running there, by what it listens on. */
export function servesIn(cluster: Cluster): Serves {
  const mysql = mysqlOf(cluster.context);
  const nginx = nginxOf(cluster.context);
  const nginxPorts = Object.values(nginx?.servers ?? {}).flatMap(({ listen }) =>
    listen.map((one) => endpointOf(one)?.port),
  );
  return ({ host, daemons, model }, port) => {
    const isDatabase =
      mysql === null ? port === DATABASE_PORT : host.name in mysql.nodes && port === mysql.port;
    if (isDatabase) return { drill: 'database-down', services: unitsOf('mariadb', cluster) };
    const [service, other] = (['nginx', 'haproxy'] as const).filter((one) => daemons.includes(one));
    if (service === undefined || other !== undefined) return null;
    const binds = model.haproxy?.frontends.flatMap((one) => one.binds) ?? [];
    const ports = service === 'nginx' ? nginxPorts : binds.map((bind) => bind.port);
    if (!ports.includes(port)) return null;
    return { drill: 'real-server-down', services: unitsOf(service, cluster) };
  };
}
