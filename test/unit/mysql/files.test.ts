import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadCluster } from '../../../src/inventory/load.ts';
import { bindSteps } from '../../../src/playbook/bind.ts';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import { stepKinds } from '../../../src/steps/kinds.ts';

const root = join(import.meta.dirname, '../../..');
const password = `a'b"c\\d#e; $(id)`;

/** What the shipped inventory puts on a node. To accept a change: `npx vitest run files.test.ts -u`. */
async function filesOn(name: string) {
  const env = { HADEPLOY_SECRET_REPLICATION: password };
  const cluster = await loadCluster({ projectDir: root, cluster: 'mysql-pair', env });
  const playbook = loadPlaybook({ projectDir: root, name: cluster.playbook, kinds: stepKinds });
  const host = cluster.hosts.find((one) => one.name === name);
  const { file } = stepKinds;
  if (host === undefined || file === undefined) throw new Error(`no host ${name}`);
  const files = new Map<string, { text: string; mode: string }>();
  const needs = (params: unknown) => {
    const { path, content, mode } = params as { path: string; content: Buffer; mode: string };
    files.set(path, { text: content.toString(), mode });
    return file.needs(params as never);
  };
  const kinds = { ...stepKinds, file: { ...file, needs } };
  const steps = bindSteps({ playbook, cluster, host, kinds }).map((step) => step.name);
  return { files, steps };
}

test('what stands on a node, in its order', async () => {
  const { files, steps } = await filesOn('db1');
  expect(steps).toEqual([
    'packages',
    'hadeploy-mysql',
    'mysql-options',
    'peer.cnf',
    'accounts.sql',
    'replication.sql',
    'replicate.sh',
    'seed.sh',
    'mysql-seed',
    'mysql-applied',
    'mariadb',
    'mysql-replication',
  ]);
  for (const [path, { text }] of files) {
    await expect(text).toMatchFileSnapshot(join(root, 'test/golden/mysql-pair/db1', path));
  }
});

test('the password is in two files only, which nobody but root reads', async () => {
  const { files } = await filesOn('db2');
  const forms = ["a''b\"c\\\\d#e; $(id)", 'a\'b\\"c\\\\d#e; $(id)', password];
  const holding = [...files].filter(([, { text }]) => forms.some((form) => text.includes(form)));
  expect(holding.map(([path, { mode }]) => [path, mode])).toEqual([
    ['/etc/hadeploy-mysql/peer.cnf', '0600'],
    ['/etc/hadeploy-mysql/replication.sql', '0600'],
  ]);
});

test('the nodes differ in what tells them apart', async () => {
  const text = async (name: string): Promise<string[]> =>
    (await filesOn(name)).files
      .get('/etc/mysql/mariadb.conf.d/99-hadeploy.cnf')
      ?.text.split('\n') ?? [];
  const [one, two] = [await text('db1'), await text('db2')];
  const differing = one.filter((line, index) => line !== two[index] && !line.startsWith('#'));
  expect(differing).toEqual(['server_id = 1', 'gtid_domain_id = 1', 'auto_increment_offset = 1']);
});
