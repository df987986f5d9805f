import { all, inside } from '../../../keepalived/config/find.ts';
import type { NodeRule } from '../../rule.ts';
import { virtualServersOf } from './services.ts';

/** Protocols whose connections are kept open for hours, by their usual ports. */
const LONG_LIVED: Record<number, string> = {
  22: 'SSH',
  389: 'LDAP',
  636: 'LDAP',
  1433: 'SQL Server',
  1521: 'Oracle',
  1883: 'MQTT',
  3306: 'MySQL',
  5432: 'PostgreSQL',
  5672: 'AMQP',
  6379: 'Redis',
  8883: 'MQTT',
  27017: 'MongoDB',
};

export const idleConnectionsAreKept: NodeRule = {
  id: 'LVS013',
  severity: 'note',
  scope: 'node',
  title: 'with long connections the timeouts of LVS are set',
  why:
    'The kernel forgets a TCP connection that is idle for 15 minutes. The next packet of a pool of database connections ' +
    'is then reset, one query at a time.',
  fix: 'lvs_timeouts tcp SECONDS tcpfin 120 udp 300 in global_defs, tcp longer than the clients are idle',
  source: 'ipvsadm(8), --set',
  check(node) {
    const defs = all(node.keepalived?.statements ?? [], 'global_defs').flatMap(inside);
    if (all(defs, 'lvs_timeouts').length > 0) return [];
    return virtualServersOf(node).flatMap((one) => {
      const protocol = LONG_LIVED[one.port ?? 0];
      if (protocol === undefined) return [];
      return [
        {
          at: one,
          message: `virtual_server ${one.name} (${protocol}) without lvs_timeouts: idle connections are forgotten after 900 s`,
        },
      ];
    });
  },
};
