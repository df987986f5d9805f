import { expect, test } from 'vitest';
import { scopeOf } from '../../../src/playbook/scope.ts';
import { loadText, refusals } from '../inventory/temp-project.ts';

const databases = `cluster: pair
playbook: mysql-pair
hosts:
  db1: { address: 192.0.2.21 }
  db2: { address: 192.0.2.22 }
  lb: { address: 192.0.2.11 }
mysql:
  nodes: { db1: { server_id: 7 }, db2: { server_id: 3 } }
  replication: { password: !secret repl }
`;
const options = { env: { HADEPLOY_SECRET_REPL: 'long-enough' } };
const refused = async (text: string, env: NodeJS.ProcessEnv = options.env): Promise<string[]> =>
  (await refusals(text, { env })).map((line) => line.replace(/^pair\.yaml:\d+:\d+ /, ''));

async function viewOn(text: string, name: string) {
  const cluster = await loadText(text, options);
  const host = cluster.hosts.find((one) => one.name === name);
  if (host === undefined) throw new Error(`no host ${name}`);
  return scopeOf(cluster, host)['mysql'] as Record<string, unknown> | undefined;
}

test('each node sees itself and the other; other hosts have no database', async () => {
  expect(await viewOn(databases, 'db1')).toMatchObject({
    node: { name: 'db1', server_id: 7, address: '192.0.2.21', offset: 2 },
    peer: { name: 'db2', server_id: 3, address: '192.0.2.22', offset: 1 },
    writer: 'db2',
    accounts: ['192.0.2.22', '192.0.2.21'],
    check: null,
  });
  expect(await viewOn(databases, 'lb')).toBeUndefined();
});

test('the cluster knows who takes the writes, where that is one', async () => {
  expect(await loadText(databases, options)).toMatchObject({ writer: 'db2' });
  expect(await loadText(`${databases}  writers: both\n`, options)).not.toHaveProperty('writer');
});

test('the other node is read-only where a person decides about a takeover', async () => {
  const readOnly = async (text: string, name: string) =>
    JSON.stringify((await viewOn(text, name))?.['option_groups']).includes(
      '{"name":"read_only","value":"ON"}',
    );
  const manual = `${databases}  takeover: manual\n  writer: db1\n`;
  expect(await readOnly(manual, 'db1')).toBe(false);
  expect(await readOnly(manual, 'db2')).toBe(true);
  expect(await readOnly(databases, 'db2')).toBe(false);
});

test.each([
  [
    'one node',
    databases.replace(', db2: { server_id: 3 }', ''),
    'mysql.nodes: 1 nodes: primary-primary replication is between two',
  ],
  [
    'a host that there is not',
    databases.replace('db2: { server_id', 'db3: { server_id'),
    'mysql.nodes.db3: no host `db3` in this cluster',
  ],
  [
    'one server_id for both',
    databases.replace('server_id: 3', 'server_id: 7'),
    "mysql.nodes.db2.server_id: db1 has server_id 7 already: each would take the other's rows for its own, and skip them",
  ],
  [
    'a name instead of an address',
    databases.replace('192.0.2.22', 'db2.example'),
    'mysql.nodes.db2: db2.example is a name: the account for replication needs the address of db2',
  ],
  [
    'a writer that is no node',
    `${databases}  writer: lb\n`,
    'mysql.writer: lb is none of the nodes',
  ],
  [
    'a writer among two',
    `${databases}  writers: both\n  writer: db1\n`,
    'mysql.writer: with `writers: both` there is no writer',
  ],
  [
    'nothing to take over',
    `${databases}  writers: both\n  takeover: manual\n`,
    'mysql.takeover: with `writers: both` there is nothing to take over',
  ],
  [
    'an option of ours',
    `${databases}  options: { server_id: 9 }\n`,
    'mysql.options.server_id: hadeploy sets `server_id` itself: replication rests on it',
  ],
  [
    'an option that is two',
    `${databases}  options: { sort_buffer_size: "1\\nserver_id=9" }\n`,
    'mysql.options.sort_buffer_size: must be one line without control characters',
  ],
  [
    'a password in plain text',
    databases.replace('!secret repl', 'long-enough'),
    'mysql.replication.password: must not stand in plain text here',
  ],
])('refused: %s', async (_, text, expected) => {
  expect(await refused(text)).toContain(expected);
});

test.each([
  ['short', 'is shorter than 8 characters'],
  ['x'.repeat(33), 'has 33 characters: replication takes 32 at most'],
  ['two\nlines here', 'holds a control character or a line break'],
])('refused as a password: %j', async (value, complaint) => {
  expect(await refused(databases, { HADEPLOY_SECRET_REPL: value })).toEqual([
    `mysql.replication.password: the secret \`repl\` ${complaint}`,
  ]);
});

const lvs = (scheduler: string, weight = 1): string => `${databases}vrrp:
  hosts: lb
  interface: eth0
  instances: { DB: { vrid: 52, vip: 192.0.2.100 } }
lvs:
  virtual_servers:
    db:
      address: 192.0.2.100:3306
      method: DR
      scheduler: ${scheduler}
      servers:
        one: { address: '192.0.2.21:3306', weight: 1 }
        two: { address: '192.0.2.22:3306', weight: ${weight} }
`;
const haproxy = (backup: boolean): string => `${databases}haproxy:
  mode: tcp
  timeouts: { connect: 5s, client: 1m, server: 1m }
  listeners:
    db:
      bind: '192.0.2.11:3306'
      servers:
        one: { address: '192.0.2.21:3306' }
        two: { address: '192.0.2.22:3306', backup: ${backup} }
`;

test('a balancer that spreads writes over both is refused', async () => {
  expect(await refused(lvs('rr'))).toEqual([
    "lvs.virtual_servers.db.scheduler: the virtual server db sends writes to one and two at the same time: they would overwrite each other's rows",
  ]);
  expect(await refused(lvs('fo'))).toHaveLength(1);
  expect(await refused(haproxy(false))).toEqual([
    "haproxy.listeners.db.servers: the listener db sends writes to one and two at the same time: they would overwrite each other's rows",
  ]);
});

test('but not one that sends them to one at a time, or where both shall write', async () => {
  await loadText(lvs('fo', 2), options);
  await loadText(lvs('rr', 0), options);
  await loadText(haproxy(true), options);
  await loadText(haproxy(false).replace('  nodes:', '  writers: both\n  nodes:'), options);
  await loadText(lvs('rr').replaceAll(':3306', ':80'), options);
});
