import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadCluster } from '../../../src/inventory/load.ts';
import { bindSteps } from '../../../src/playbook/bind.ts';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import { stepKinds } from '../../../src/steps/kinds.ts';
import { project } from '../inventory/temp-project.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** What a shipped inventory puts on one of its nodes, and the names of its steps there. */
async function nodeOf(clusterName: string, hostName: string) {
  const env = { HADEPLOY_SECRET_STATS: 'golden-1', HADEPLOY_SECRET_REPLICATION: 'golden-12' };
  const cluster = await loadCluster({ projectDir: root, cluster: clusterName, env });
  const playbook = loadPlaybook({ projectDir: root, name: cluster.playbook, kinds: stepKinds });
  const host = cluster.hosts.find(({ name }) => name === hostName);
  const { file } = stepKinds;
  if (!host || !file) throw new Error(`no host ${hostName}`);
  const files = new Map<string, string>();
  const needs = (params: unknown) => {
    const { path, content } = params as { path: string; content: Buffer };
    files.set(path, content.toString());
    return file.needs(params as never);
  };
  const kinds = { ...stepKinds, file: { ...file, needs } };
  const steps = bindSteps({ playbook, cluster, host, kinds }).map(({ name }) => name);
  return { steps, files };
}

test.each([
  ['web-cluster', 'proxy1', ['/etc/haproxy/haproxy.cfg']],
  ['web-cluster', 'web1', ['/etc/nginx/nginx.conf', '/srv/www/index.html']],
  ['web-ha', 'web1', ['/etc/nginx/nginx.conf', '/etc/keepalived/check_nginx.sh']],
  ['edge-tcp', 'edge-lb01', ['/etc/haproxy/haproxy.cfg', '/etc/keepalived/check_haproxy.sh']],
  [
    'edge-tcp',
    'edge-lb01',
    [
      '/etc/logrotate.d/hadeploy-keepalived',
      '/etc/keepalived/log-options',
      '/etc/systemd/system/keepalived.service.d/hadeploy-log.conf',
    ],
  ],
  ['desktop-pool', 'desktop-lb1', ['/etc/haproxy/haproxy.cfg']],
  ['lvs-dr', 'web1', ['/etc/systemd/system/hadeploy-loopback-vips.service']],
  ['full-stack', 'lvs1', ['/etc/keepalived/check_ports.sh']],
  ['full-stack', 'web1', ['/etc/nginx/nginx.conf']],
  [
    'full-stack',
    'db2',
    [
      '/etc/systemd/system/hadeploy-loopback-vips.service',
      '/etc/mysql/mariadb.conf.d/99-hadeploy.cnf',
      '/etc/hadeploy-mysql/replication.sql',
    ],
  ],
])('%s on %s', async (cluster, host, paths) => {
  const { files } = await nodeOf(cluster, host);
  for (const path of paths) {
    await expect(files.get(path)).toMatchFileSnapshot(
      join(root, 'test/golden', cluster, host, path),
    );
  }
});

test('each tier gets its own', async () => {
  expect((await nodeOf('web-cluster', 'proxy1')).steps).toEqual([
    'packages',
    'selinux-haproxy-ports',
    'haproxy.cfg',
    'haproxy',
  ]);
  expect((await nodeOf('lvs-dr', 'lvs2')).steps).toEqual([
    'packages',
    'modules-load.d',
    'ip_vs-at-boot',
    'ip_vs',
    'forget-gone-servers-at-boot',
    'forget-gone-servers',
    'selinux-lvs-checks',
    'keepalived.conf',
    'keepalived.service.d',
    'keepalived-restart',
    'keepalived',
    'vip',
  ]);
});

test('a database server is silent about the VIP before anybody can reach its server', async () => {
  const { steps, files } = await nodeOf('full-stack', 'db1');
  expect(steps.slice(0, 4)).toEqual([
    'packages-3',
    'arp-silence',
    'loopback-vips',
    'loopback-vips-up',
  ]);
  expect(steps.slice(-5)).toEqual([
    'mysql-seed',
    'mysql-applied',
    'mariadb',
    'mysql-replication',
    'vip',
  ]);
  expect(files.get('/etc/systemd/system/hadeploy-loopback-vips.service')).toContain(
    '192.168.1.101/32',
  );
});

test('databases belong to the database nodes only', async () => {
  const { steps, files } = await nodeOf('full-stack', 'lvs1');
  expect(steps.filter((step) => step.startsWith('m'))).toEqual(['modules-load.d']);
  expect([...files.keys()].filter((path) => path.includes('mysql'))).toEqual([]);
});

const noHaproxy = spawnSync('haproxy', ['-v']).status !== 0;

test.skipIf(noHaproxy)('haproxy itself has no complaint, nor a warning', async () => {
  for (const [cluster, host] of [
    ['web-cluster', 'proxy1'],
    ['edge-tcp', 'edge-lb01'],
    ['desktop-pool', 'desktop-lb1'],
  ] as const) {
    const dir = project({});
    const file = join(dir, 'haproxy.cfg');
    const { files } = await nodeOf(cluster, host);
    // Its user comes with the package, which need not be installed as one.
    const text = (files.get('/etc/haproxy/haproxy.cfg') ?? '').replace(
      /^ +(user|group) .*\n/gm,
      '',
    );
    writeFileSync(file, text);
    const { status, stderr } = spawnSync('haproxy', ['-dW', '-c', '-f', file], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  }
});
