import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../src/core/facts.ts';
import { noFacts } from '../../../src/engine/probe-answer.ts';
import { loadCluster } from '../../../src/inventory/load.ts';
import { mysqlOf } from '../../../src/mysql/section.ts';
import { needsOf, runChecks } from '../../../src/verify/checks.ts';
import { queriesFor } from '../../../src/verify/needs.ts';
import { viewOf } from '../../../src/verify/view.ts';

const cluster = await loadCluster({
  projectDir: '.',
  cluster: 'mysql-pair',
  env: { HADEPLOY_SECRET_REPLICATION: 'long-enough' },
});

/** What src/remote/verify/mysql.sh prints on a healthy node of MariaDB 10.11. */
function answer(id: number): string {
  const variables = {
    version: '10.11.19-MariaDB',
    server_id: id,
    gtid_domain_id: id,
    read_only: 'OFF',
    gtid_binlog_state: '1-1-40,2-2-7',
    gtid_slave_pos: '1-1-40,2-2-7',
    log_bin: 'ON',
    log_slave_updates: 'ON',
    auto_increment_increment: 2,
    auto_increment_offset: id,
    sync_binlog: 1,
    sync_relay_log: 1,
    innodb_flush_log_at_trx_commit: 1,
    rpl_semi_sync_master_wait_point: 'AFTER_SYNC',
    rpl_semi_sync_master_timeout: 3000,
  };
  const status = {
    Rpl_semi_sync_master_status: 'ON',
    Rpl_semi_sync_slave_status: 'ON',
    Rpl_semi_sync_master_clients: 1,
  };
  const replica = {
    Master_Host: `192.168.1.${22 - id}`,
    Master_Port: 3306,
    Master_User: 'replication',
    Slave_IO_Running: 'Yes',
    Slave_SQL_Running: 'Yes',
    Seconds_Behind_Master: 0,
    Last_IO_Error: '',
    Last_SQL_Error: '',
    Using_Gtid: 'Slave_Pos',
  };
  return [
    ...Object.entries(variables).map(([name, value]) => `variable ${name}\t${value}`),
    ...Object.entries(status).map(([name, value]) => `status ${name}\t${value}`),
    'replica *************************** 1. row ***************************',
    ...Object.entries(replica).map(([name, value]) => `replica ${name}: ${value}`),
    '',
  ].join('\n');
}

type Spoil = (text: string) => string;
const same: Spoil = (text) => text;

function checksAfter(spoilOne: Spoil = same, spoilTwo: Spoil = same, of = cluster) {
  const probed = of.hosts.map((host, index) => {
    const text = [spoilOne, spoilTwo][index]?.(answer(index + 1)) ?? '';
    const facts: Facts = { ...noFacts(), outputs: { mysql: { code: text === '' ? 3 : 0, text } } };
    return { host, facts, services: ['mariadb.service'] };
  });
  return runChecks(viewOf(of, probed)).filter(({ id }) => id.startsWith('mysql'));
}

const told = (checks: ReturnType<typeof checksAfter>): string[] =>
  checks
    .filter(({ ok }) => !ok)
    .map(({ id, host, detail }) => `${id} ${host ?? 'pair'}: ${detail}`);

const set =
  (name: string, value: string): Spoil =>
  (text) => {
    const line = new RegExp(`^((?:variable|status|replica) ${name}(?:\\t|: )).*$`, 'm');
    if (!line.test(text)) throw new Error(`no ${name}`);
    return text.replace(line, `$1${value}`);
  };

test('a healthy pair passes, and each check says what it looked at', () => {
  const checks = checksAfter();
  expect(told(checks)).toEqual([]);
  expect(checks.map(({ id }) => id)).toEqual([
    ...['mysql', 'mysql', 'mysql-replication', 'mysql-replication'],
    ...['mysql-semi-sync', 'mysql-semi-sync', 'mysql-gtid'],
    ...['mysql-writer', 'mysql-writer', 'mysql-settings', 'mysql-settings'],
  ]);
  for (const { detail, advice, title, warning } of checks) {
    expect(detail).not.toMatch(/^$|undefined|null|NaN/);
    expect(title).not.toMatch(/undefined|null/);
    expect(advice).toBeTruthy();
    expect(warning).toBeUndefined();
  }
});

test('MySQL says the same in its new words', () => {
  const renewed: Spoil = (text) =>
    text
      .replaceAll('Slave_', 'Replica_')
      .replaceAll('Master_', 'Source_')
      .replaceAll('_Master', '_Source')
      .replaceAll('semi_sync_master', 'semi_sync_source')
      .replaceAll('semi_sync_slave', 'semi_sync_replica')
      .replace('log_slave_updates', 'log_replica_updates')
      .replace('Using_Gtid: Replica_Pos', 'Auto_Position: 1')
      .replace(/^variable gtid_domain_id.*\n/m, '');
  expect(told(checksAfter(renewed, renewed))).toEqual([]);
});

describe('what is spoiled, and which check says so', () => {
  test.each<[string, Spoil, Spoil, string]>([
    ['a dead server', () => '', same, 'mysql db1: it does not answer on its socket'],
    [
      'a thread that has stopped',
      same,
      (text) =>
        set(
          'Last_SQL_Error',
          "Duplicate entry '5' for key 'PRIMARY'",
        )(set('Slave_SQL_Running', 'No')(text)),
      "mysql-replication db2: the applying thread does not run (No); Duplicate entry '5' for key 'PRIMARY'",
    ],
    [
      'a peer that is gone',
      set('Slave_IO_Running', 'Connecting'),
      same,
      'mysql-replication db1: the receiving thread is not connected (Connecting)',
    ],
    [
      'another source',
      set('Master_Host', '192.0.2.99'),
      same,
      'mysql-replication db1: it replicates from 192.0.2.99:3306, not from 192.168.1.21:3306',
    ],
    ['no GTIDs', set('Using_Gtid', 'No'), same, 'mysql-replication db1: it does not use GTIDs'],
    ['far behind', set('Seconds_Behind_Master', '61'), same, 'mysql-replication db1: 61 s behind'],
    [
      'nobody replicates',
      (text) => text.replace(/^replica .*\n/gm, ''),
      same,
      'mysql-replication db1: it replicates from nobody',
    ],
    [
      'commits that do not wait',
      set('Rpl_semi_sync_master_status', 'OFF'),
      same,
      'mysql-semi-sync db1: commits here do not wait',
    ],
    [
      'a replica that acknowledges nothing',
      same,
      set('Rpl_semi_sync_slave_status', 'OFF'),
      'mysql-semi-sync db2: it acknowledges nothing to db1',
    ],
    [
      'waiting too late',
      set('rpl_semi_sync_master_wait_point', 'AFTER_COMMIT'),
      same,
      'mysql-semi-sync db1: wait point AFTER_COMMIT',
    ],
    [
      'a node restored from an old copy',
      (text) => set('gtid_binlog_state', '1-1-30,2-2-7')(text),
      same,
      'mysql-gtid pair: db1 has lost its own transactions 31 to 40, which db2 has',
    ],
    [
      'a foreign transaction',
      same,
      set('gtid_binlog_state', '1-1-40,2-2-7,0-9-3'),
      'mysql-gtid pair: domain 0: db1 up to 0, db2 up to 3',
    ],
    [
      'the server_id of the other',
      same,
      set('server_id', '1'),
      'mysql-settings db2: server_id is 1, not 2',
    ],
    [
      'commits that are not on the disk',
      set('sync_binlog', '0'),
      same,
      'mysql-settings db1: sync_binlog is 0, not 1',
    ],
    ['read_only by hand', set('read_only', 'ON'), same, 'mysql-writer db1: it is read_only'],
  ])('%s', (_, one, two, says) => {
    const lines = told(checksAfter(one, two));
    expect(
      lines.some((line) => line.startsWith(says)),
      lines.join('\n'),
    ).toBe(true);
  });

  test('rows on their way are a warning', () => {
    const gtid = checksAfter(set('gtid_binlog_state', '1-1-42,2-2-7')).find(
      ({ id }) => id === 'mysql-gtid',
    );
    expect(gtid).toMatchObject({ ok: true, warning: true });
    expect(gtid?.detail).toContain('2 of db1 are not on db2 yet');
  });

  test('where a person decides, the other node refuses writes', () => {
    const manual = {
      ...cluster,
      context: { mysql: { ...mysqlOf(cluster.context), takeover: 'manual' } },
    };
    expect(told(checksAfter(same, same, manual))).toEqual([
      'mysql-writer db2: it is not read_only: two nodes may be written to',
    ]);
    expect(told(checksAfter(same, set('read_only', 'ON'), manual))).toEqual([]);
  });
});

test('only a cluster with databases is asked', () => {
  const names = (of: typeof cluster): string[] =>
    queriesFor(needsOf(), of, () => '').flatMap((query) =>
      query.query === 'output' ? query.name : [],
    );
  expect(names(cluster)).toContain('mysql');
  expect(names({ ...cluster, context: {} })).not.toContain('mysql');
});
