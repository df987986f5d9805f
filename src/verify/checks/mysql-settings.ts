import type { CheckResult } from '../../core/failure.ts';
import { rankedNodes } from '../../mysql/section.ts';
import { finding } from '../finding.ts';
import { answering } from '../mysql-nodes.ts';
import type { Check } from '../view.ts';

/** What the running server must say, whatever its option files do. */
const wanted: Record<string, readonly string[]> = {
  log_bin: ['ON', '1'],
  log_slave_updates: ['ON', '1'],
  auto_increment_increment: ['2'],
  sync_binlog: ['1'],
  sync_relay_log: ['1'],
  innodb_flush_log_at_trx_commit: ['1'],
};

/** SQL003: the nodes cannot be taken for each other, and a commit is on the disk when it is told. */
export const mysqlSettings: Check = {
  id: 'mysql-settings',
  needs: ['mysql'],
  check(view) {
    return answering(view).map(({ node, running, section }): CheckResult => {
      const { name } = node.host;
      const id = String(section.nodes[name]?.server_id);
      const own: Record<string, readonly string[]> = {
        ...wanted,
        server_id: [id],
        gtid_domain_id: [id],
        auto_increment_offset: [String(rankedNodes(section).indexOf(name) + 1)],
      };
      return finding({
        id: 'mysql-settings',
        host: name,
        title: 'the database server runs with the settings of the inventory',
        problems: Object.entries(own).flatMap(([variable, values]) => {
          const value = running.variables.get(variable);
          // MySQL has no GTID domains.
          if (value === undefined && variable === 'gtid_domain_id') return [];
          if (values.includes(value ?? '')) return [];
          return [`${variable} is ${value ?? 'not known'}, not ${values[0] ?? ''}`];
        }),
        detail: `server_id ${id}, durable commits, ${Object.keys(own).length} settings`,
        advice: `which file says so: my_print_defaults --mysqld; then systemctl restart ${section.unit}`,
      });
    });
  },
};
