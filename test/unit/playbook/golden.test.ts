import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadCluster } from '../../../src/inventory/load.ts';
import { bindSteps } from '../../../src/playbook/bind.ts';
import { loadPlaybook } from '../../../src/playbook/load.ts';
import { shValidator } from '../../../src/playbook/sh-validator.ts';
import { stepKinds } from '../../../src/steps/kinds.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const golden = join(root, 'test/golden');

/** What the shipped inventories put on their nodes. To accept a change: `npx vitest run -u golden`. */
async function filesOf(
  projectDir: string,
  hostName: string,
  name = 'prod-bj',
): Promise<Map<string, string>> {
  const env = {
    ...process.env,
    HADEPLOY_SECRET_INTERNAL_VIP: 'golden-1',
    HADEPLOY_SECRET_PUBLIC_VIP: 'golden-2',
  };
  const cluster = await loadCluster({ projectDir, cluster: name, env });
  const playbook = loadPlaybook({ projectDir, name: cluster.playbook, kinds: stepKinds });
  const host = cluster.hosts.find(({ name }) => name === hostName);
  if (!host) throw new Error(`no host ${hostName}`);
  const files = new Map<string, string>();
  const kinds = { ...stepKinds };
  const file = kinds['file'];
  if (!file) throw new Error('no step kind file');
  kinds['file'] = {
    ...file,
    needs: (params) => {
      const { path, content } = params as unknown as { path: string; content: Buffer };
      files.set(path, content.toString());
      return file.needs(params);
    },
  };
  bindSteps({ playbook, cluster, host, kinds });
  return files;
}

test.each(['prod-bj-lb01', 'prod-bj-lb02'])('prod-bj on %s', async (host) => {
  const files = await filesOf(root, host);
  expect([...files.keys()]).toEqual([
    '/etc/keepalived/check_haproxy.sh',
    '/etc/haproxy/haproxy.cfg',
    '/etc/keepalived/keepalived.conf',
    '/etc/systemd/system/keepalived.service.d/hadeploy.conf',
  ]);
  for (const [path, content] of files) {
    await expect(content).toMatchFileSnapshot(join(golden, 'prod-bj', host, path));
  }
});

test.each(['prod-bj-lb01', 'prod-bj-lb02'])('the fast profile on %s', async (host) => {
  const files = await filesOf(join(root, 'test/lab'), host, 'uml-fast');
  for (const path of [
    '/etc/keepalived/keepalived.conf',
    '/etc/systemd/system/keepalived.service.d/hadeploy.conf',
  ]) {
    await expect(files.get(path)).toMatchFileSnapshot(join(golden, 'uml-fast', host, path));
  }
});

test('the same haproxy.cfg on both nodes, a keepalived.conf of its own on each', async () => {
  const [first, second] = [
    await filesOf(root, 'prod-bj-lb01'),
    await filesOf(root, 'prod-bj-lb02'),
  ];
  expect(first.get('/etc/haproxy/haproxy.cfg')).toBe(second.get('/etc/haproxy/haproxy.cfg'));
  const differing = (first.get('/etc/keepalived/keepalived.conf') ?? '')
    .split('\n')
    .filter(
      (line, index) => line !== second.get('/etc/keepalived/keepalived.conf')?.split('\n')[index],
    )
    .map((line) => line.trim().split(' ')[0]);
  expect([...new Set(differing)]).toEqual(['router_id', 'state', 'priority']);
});

test('the lab has the same files but for addresses, interface and passwords', async () => {
  const neutral = (text: string) =>
    text
      .replaceAll(/\b(172\.16\.0|198\.51\.100)\.\d+/g, 'ADDRESS')
      .replaceAll(/interface \S+/g, 'interface IF')
      .replaceAll(/auth_pass \S+/g, 'auth_pass P');
  const shipped = await filesOf(root, 'prod-bj-lb01');
  const lab = await filesOf(join(root, 'test/lab'), 'prod-bj-lb01');
  for (const [path, content] of shipped)
    expect(neutral(lab.get(path) ?? ''), path).toBe(neutral(content));
});

test('sh -n', () => {
  expect(shValidator.judge({ code: 0, output: '' })).toBeNull();
  expect(shValidator.judge({ code: 2, output: 'x.sh: 3: Syntax error: "fi" unexpected' })).toEqual({
    message: 'x.sh: 3: Syntax error: "fi" unexpected',
    line: 3,
  });
  expect(
    shValidator.judge({ code: 2, output: "x.sh: line 7: syntax error near unexpected token `fi'" })
      ?.line,
  ).toBe(7);
});
