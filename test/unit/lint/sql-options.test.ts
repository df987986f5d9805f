import { describe, expect, test } from 'vitest';
import { nodesAreToldApart } from '../../../src/lint/rules/sql/nodes-are-told-apart.ts';
import { oneWriterAtATime } from '../../../src/lint/rules/sql/one-writer-at-a-time.ts';
import { semiSyncIsOnBothSides } from '../../../src/lint/rules/sql/semi-sync-is-on-both-sides.ts';
import { findingsOf } from './pair.ts';
import { saidOfNode } from './script.ts';

const PATH = '/etc/mysql/mariadb.conf.d/60-pair.cnf';
const options = (id: number, more = ''): string =>
  `[mysqld]\nserver_id = ${id}\nauto-increment-increment = 2\nauto_increment_offset = ${id}\n${more}`;
const said = (one: string, two: string): string[] =>
  findingsOf(nodesAreToldApart, {
    db1: { files: { [PATH]: one } },
    db2: { files: { [PATH]: two } },
  }).map(({ line, message }) => `${line}: ${message}`);

describe('SQL003: two servers that replicate each other', () => {
  test('that cannot be told apart', () => {
    expect(said(options(1), options(1))).toEqual([
      '2: server_id is 1 on db1 and on db2',
      '4: auto_increment_offset is 1 on db1 and on db2',
    ]);
  });

  test('that do not hand on what they got', () => {
    expect(said(options(1), options(2, 'log-replica-updates = 0\n'))).toEqual([
      '5: db2 does not hand on what it got',
    ]);
  });

  test('silent: as it must be, in another group, or one that only replicates', () => {
    expect(said(options(1), options(2, 'log_slave_updates\n'))).toEqual([]);
    expect(said(options(1), options(1).replace('mysqld', 'client'))).toEqual([]);
    expect(said(options(1), '[mysqld]\nserver_id = 1\n')).toEqual([]);
  });

  test('the last file counts', () => {
    const files = {
      [PATH]: options(1),
      '/etc/mysql/mariadb.conf.d/99.cnf': '[mysqld]\nserver_id="2"\n',
    };
    const found = findingsOf(nodesAreToldApart, {
      db1: { files: { [PATH]: options(1) } },
      db2: { files },
    });
    expect(found.map(({ message }) => message)).toEqual([
      'auto_increment_offset is 1 on db1 and on db2',
    ]);
  });
});

describe('SQL004: semi-synchronous replication', () => {
  const ofNode = (text: string): string[] =>
    saidOfNode(semiSyncIsOnBothSides, {
      files: { '/etc/my.cnf.d/server.cnf': `[mariadb]\n${text}` },
    });

  test('on one side only', () => {
    expect(ofNode('rpl_semi_sync_master_enabled=ON\n')).toEqual([
      'warning: rpl_semi_sync_master_enabled is on, rpl_semi_sync_slave_enabled is not',
    ]);
    expect(ofNode('rpl-semi-sync-replica-enabled\nrpl_semi_sync_source_enabled=0\n')).toHaveLength(
      1,
    );
  });

  test('silent: on both, or on none', () => {
    expect(ofNode('rpl_semi_sync_master_enabled=1\nrpl_semi_sync_slave_enabled=on\n')).toEqual([]);
    expect(ofNode('sync_binlog=1\n')).toEqual([]);
  });
});

test('SQL001: with the scheduler fo one server gets all, if one has the highest weight', () => {
  const fo = (weight: number): string[] =>
    saidOfNode(oneWriterAtATime, {
      keepalived: `virtual_server 192.0.2.10 3306 {
  lvs_sched fo
  real_server 192.0.2.21 3306 {
    weight 2
  }
  real_server 192.0.2.22 3306 {
    weight ${weight}
  }
}
`,
    });
  expect(fo(1)).toEqual([]);
  expect(fo(2)).toHaveLength(1);
});
