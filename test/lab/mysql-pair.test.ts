import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hadeploy } from './support/hadeploy.ts';
import { addresses, lab, labDirectory, repository } from './support/lab.ts';
import { onBoth, onNode } from './support/node.ts';
import { project } from './support/project.ts';
import { done } from './support/reach.ts';

/** The shipped mysql-pair by itself, on bare hosts; what its scripts do in every other case is in test/mysql. */

const pair = project({
  'inventory/mysql-pair.yaml': `extends: ${join(repository, 'inventory/mysql-pair.yaml')}
connection:
  identity: ${join(labDirectory, 'run/id_ed25519')}
  known_hosts: ${join(labDirectory, 'run/known_hosts')}
hosts:
  db1: { address: ${addresses.LB01} }
  db2: { address: ${addresses.LB02} }
secrets:
  replication: { command: [echo, lab-replication] }
`,
});

const sql = (host: string, statements: string): Promise<string> =>
  onNode(host, `mariadb --batch --skip-column-names -e "${statements}"`);
const rowsOn = (host: string): Promise<string> => sql(host, 'SELECT n FROM app.t ORDER BY n');

describe('mysql-pair', { timeout: 240_000 }, () => {
  let first: string;

  beforeAll(async () => {
    await lab('reset');
  }, 240_000);
  afterAll(async () => {
    await lab('reset');
  }, 240_000);

  it('is deployed on bare hosts, the writer last, and healthy; then there is nothing to do', async () => {
    const { code, stderr, stdout, result } = await hadeploy(
      ['apply', 'mysql-pair', '--yes', '--json'],
      { project: pair },
    );
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    first = result.transaction ?? '';
    const started = [...stdout.matchAll(/"phase":"activate","host":"(db\d)","state":"started"/g)];
    expect(started.map(([, host]) => host)).toEqual(['db2', 'db1']);
    await done(pair, 'verify', 'mysql-pair');
    await done(pair, 'plan', 'mysql-pair');
  });

  it('a row of either is in the other', async () => {
    await sql('lb01', 'CREATE DATABASE app; CREATE TABLE app.t (n INT PRIMARY KEY)');
    await sql('lb01', 'INSERT INTO app.t VALUES (1)');
    await expect.poll(() => rowsOn('lb02')).toBe('1\n');
    await sql('lb02', 'INSERT INTO app.t VALUES (2)');
    await expect.poll(() => rowsOn('lb01')).toBe('1\n2\n');
  });

  it('a node that has lost its disk is filled from the other, and takes part again', async () => {
    await onNode(
      'lb01',
      'systemctl stop mariadb; rm -rf /var/lib/mysql/* && mariadb-install-db --user=mysql >/dev/null',
    );
    await sql('lb02', 'INSERT INTO app.t VALUES (3)');
    await done(pair, 'apply', 'mysql-pair', '--yes');
    expect(await rowsOn('lb01')).toBe('1\n2\n3\n');
    await sql('lb01', 'INSERT INTO app.t VALUES (4)');
    await expect.poll(() => rowsOn('lb02')).toBe('1\n2\n3\n4\n');
    await done(pair, 'verify', 'mysql-pair');
  });

  it('a rollback takes away what was deployed, and no row', async () => {
    await done(pair, 'rollback', 'mysql-pair', first, '--yes');
    const left = 'ls /etc/hadeploy-mysql /etc/mysql/mariadb.conf.d/99-hadeploy.cnf 2>/dev/null; :';
    expect(await onBoth(left)).toEqual({ lb01: '', lb02: '' });
    await onNode('lb01', 'systemctl start mariadb');
    expect(await rowsOn('lb01')).toBe('1\n2\n3\n4\n');
  });
});
