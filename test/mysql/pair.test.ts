import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Facts } from '../../src/core/facts.ts';
import { noFacts } from '../../src/engine/probe-answer.ts';
import { runChecks } from '../../src/verify/checks.ts';
import { viewOf } from '../../src/verify/view.ts';
import { Database, missing, until } from './database.ts';

const why = missing();
const root = why === null ? mkdtempSync(join(tmpdir(), 'hadeploy-mysql-')) : '';
const verifyScript = readFileSync('src/remote/verify/mysql.sh', 'utf8');

if (why !== null) process.stderr.write(`two MariaDB servers: skipped, ${why}\n`);

let db1: Database;
let db2: Database;

beforeAll(async () => {
  if (why !== null) return;
  db1 = await Database.make('db1', root);
  db2 = await Database.make('db2', root);
});

afterAll(async () => {
  if (why !== null) return;
  await Promise.all([db1.kill(), db2.kill()]);
  rmSync(root, { recursive: true, force: true });
});

/** What the playbook does after the files, in its order. */
async function deploy(node: Database): Promise<string> {
  const seeded = node.script('seed.sh', 'seed');
  expect(seeded, seeded.said).toMatchObject({ code: 0 });
  await node.start();
  const started = node.script('replicate.sh', 'start');
  expect(started, started.said).toMatchObject({ code: 0 });
  return seeded.said;
}

const rows = (node: Database): string => node.sql('SELECT id, v FROM app.t ORDER BY id');
const both = (): Database[] => [db1, db2];

async function agreed(): Promise<void> {
  await until(() => rows(db1) === rows(db2), 'both have the same rows');
}

/** The checks of verify about the databases that do not hold. */
async function failures(): Promise<string[]> {
  const cluster = await db1.cluster(root);
  const probed = cluster.hosts.map((host) => {
    const node = host.name === 'db1' ? db1 : db2;
    const facts: Facts = { ...noFacts(), outputs: { mysql: node.asked(verifyScript) } };
    return { host, facts, services: ['mariadb.service'] };
  });
  return runChecks(viewOf(cluster, probed))
    .filter(({ id, ok }) => id.startsWith('mysql') && !ok)
    .map(({ id, host, detail }) => `${id} ${host ?? 'pair'}: ${detail}`);
}

describe.skipIf(why !== null)(
  `two MariaDB servers${why === null ? '' : ` (skipped: ${why})`}`,
  () => {
    test('bare nodes, one after the other', async () => {
      expect(await deploy(db1)).toContain('starts empty: no database runs on db2 yet');
      expect(await deploy(db2)).toContain('both empty');
      await until(
        () => db1.sql("SHOW STATUS LIKE 'Rpl_semi_sync_master_clients'").endsWith('1'),
        'db2 acknowledges',
      );
      db1.sql(
        'CREATE DATABASE app; CREATE TABLE app.t (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(80))',
      );
      db1.sql("INSERT INTO app.t (v) VALUES ('first'), ('second')");
      await until(() => db2.try('SELECT * FROM app.t').said.includes('second'), 'db2 has the rows');
      db2.sql("INSERT INTO app.t (v) VALUES ('third')");
      await agreed();
      expect(await failures()).toEqual([]);
    });

    test('a second time there is nothing to do, and to do it again changes nothing', async () => {
      for (const node of both()) {
        expect(node.script('seed.sh', 'is-done').code).toBe(0);
        expect(node.script('replicate.sh', 'is-set').code).toBe(0);
        const before = node.sql('SELECT @@gtid_binlog_state');
        expect(node.script('replicate.sh', 'start')).toEqual({ code: 0, said: '' });
        expect(node.script('seed.sh', 'seed')).toEqual({ code: 0, said: '' });
        expect(node.sql('SELECT @@gtid_binlog_state')).toBe(before);
      }
      await until(
        () => both().every((node) => node.script('replicate.sh', 'applied').code === 0),
        'all applied',
      );
      await agreed();
    });

    test('the writer dies while it writes: what a client was told of is on the other', async () => {
      await until(
        () => db1.sql("SHOW STATUS LIKE 'Rpl_semi_sync_master_status'").endsWith('ON'),
        'commits wait',
      );
      const told: string[] = [];
      const dead = new Promise((resolve) => setTimeout(resolve, 4000)).then(() => db1.kill());
      for (let number = 1; number <= 2000; number++) {
        const value = `told-${number}`;
        // Each in its own connection, and the loop lets the timer run.
        if (!db1.try(`INSERT INTO app.t (v) VALUES ('${value}')`).ok) break;
        told.push(value);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await dead;
      expect(told.length).toBeGreaterThan(0);
      await until(() => rows(db2).includes(told.at(-1) ?? ''), 'db2 has applied the last one');
      const there = new Set(
        rows(db2)
          .split('\n')
          .map((row) => row.split('\t')[1]),
      );
      expect(told.filter((value) => !there.has(value))).toEqual([]);

      db2.sql("INSERT INTO app.t (v) VALUES ('by the survivor')");
      await db1.start();
      await agreed();
      expect(db1.script('replicate.sh', 'is-set').code).toBe(0);
    });

    test('a node with a new disk is filled from the survivor, and takes up its own numbers', async () => {
      db1.sql(
        "CREATE USER 'app'@'192.0.2.9' IDENTIFIED BY 'app-password'; GRANT SELECT ON app.* TO 'app'@'192.0.2.9'",
      );
      await agreed();
      const before = Number(/(?:^|,)2-2-(\d+)/.exec(db1.sql('SELECT @@gtid_binlog_state'))?.[1]);
      await db2.kill();
      db2.empty();
      db1.sql("INSERT INTO app.t (v) VALUES ('while db2 was gone')");
      expect(await deploy(db2)).toContain('copying');
      await agreed();
      expect(db2.sql("SELECT COUNT(*) FROM mysql.user WHERE User = 'app'")).toBe('1');
      db2.sql("INSERT INTO app.t (v) VALUES ('db2 again')");
      await agreed();
      expect(db2.sql('SELECT @@gtid_binlog_state')).toMatch(
        new RegExp(`(^|,)2-2-${before + 1}(,|$)`),
      );
      await until(
        () => db1.sql("SHOW STATUS LIKE 'Rpl_semi_sync_master_status'").endsWith('ON'),
        'commits wait',
      );
      expect(await failures()).toEqual([]);
    });

    test('a copy that is cut off is begun anew', async () => {
      await db2.kill();
      db2.empty();
      expect(db2.script('seed.sh', 'seed').code).toBe(0);
      // As a power cut in the middle would leave it: rows, and no mark.
      rmSync(join(db2.dir, 'data/hadeploy-node'));
      expect(db2.has('app')).toBe(true);
      writeFileSync(join(db2.dir, 'data/hadeploy-copying'), '');
      expect(await deploy(db2)).toContain('copying');
      expect(db2.has('hadeploy-copying')).toBe(false);
      await agreed();
    });

    test('rows that were received and not applied: the survivor is not restarted', async () => {
      await until(
        () => db1.sql("SHOW STATUS LIKE 'Rpl_semi_sync_master_status'").endsWith('ON'),
        'commits wait',
      );
      db2.sql('STOP SLAVE SQL_THREAD');
      db1.sql("INSERT INTO app.t (v) VALUES ('received')");
      await db1.kill();
      await until(
        () => db2.sql('SHOW SLAVE STATUS').includes('onnecting'),
        'db2 has lost its peer',
      );
      expect(db2.script('replicate.sh', 'applied').code).not.toBe(0);
      const refused = db2.script('replicate.sh', 'start');
      expect(refused.code).not.toBe(0);
      expect(refused.said).toContain('not applied yet');
      db2.sql('START SLAVE SQL_THREAD');
      await until(() => db2.script('replicate.sh', 'applied').code === 0, 'db2 has applied it');
      expect(rows(db2)).toContain('received');
      await db1.start();
      await agreed();
    });

    test('a node that has rows of its own is never overwritten', async () => {
      // Its mark is gone, and it has written into a domain that nobody hands on.
      db1.sql('STOP SLAVE');
      db2.sql('SET SESSION gtid_domain_id = 9; CREATE DATABASE only_here');
      await db2.kill();
      rmSync(join(db2.dir, 'data/hadeploy-node'));
      const { code, said } = db2.script('seed.sh', 'seed');
      expect(code).not.toBe(0);
      expect(said).toContain('db2 has transactions that db1 has not: 9-*-1');
      expect(db2.has('only_here')).toBe(true);
      expect(db2.has('hadeploy-node')).toBe(false);
    });

    test('an empty node whose peer cannot be reached does not start empty', async () => {
      const lost = await Database.make('db2', join(root, 'lost'), '255.255.255.255');
      const { code, said } = lost.script('seed.sh', 'seed');
      expect(code).not.toBe(0);
      expect(said).toContain('may hold the only copy');
      expect(said).not.toContain("a'b");
    });

    test('nor one whose peer does not let it in', async () => {
      const lost = await Database.make('db2', join(root, 'strange'));
      const file = join(lost.dir, 'etc/peer.cnf');
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace(/^password = .*$/m, 'password = another'),
      );
      const { code, said } = lost.script('seed.sh', 'seed');
      expect(code).not.toBe(0);
      expect(said).toContain('the database on db1 does not let it in');
      expect(lost.has('hadeploy-node')).toBe(false);
    });

    test('the disk of the other node is refused', () => {
      const marks = readFileSync(join(db1.dir, 'data/hadeploy-node'), 'utf8');
      expect(marks).toBe('1 db1\n');
      writeFileSync(join(db2.dir, 'data/hadeploy-node'), marks);
      const { code, said } = db2.script('seed.sh', 'seed');
      expect(code).not.toBe(0);
      expect(said).toContain('is that of db1 (server_id 1), copied to db2');
    });
  },
);
