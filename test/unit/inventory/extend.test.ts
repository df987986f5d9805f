import { describe, expect, test } from 'vitest';
import { loadCluster } from '../../../src/inventory/load.ts';
import { brief, loadIn, pair, problemsOf, project } from './temp-project.ts';

const base = { 'base/pair.yaml': pair };

function over(text: string, more: Record<string, string> = {}): string {
  return project({
    ...base,
    ...more,
    'inventory/pair.yaml': `extends: ../base/pair.yaml\n${text}`,
  });
}

test('mappings merge, scalars and lists are replaced, null removes', async () => {
  const cluster = await loadIn(
    over(`hosts:
  lb01: { address: 198.51.100.1 }
  lb02: { priority: 80 }
vrrp: { track: null }
haproxy: { frontends: { web: { bind: ["192.0.2.100:81", "192.0.2.100:82"] } } }
`),
  );
  expect(cluster.hosts.map(({ target, priority }) => [target.address, priority])).toEqual([
    ['198.51.100.1', 100],
    ['192.0.2.12', 80],
  ]);
  expect(cluster.context['vrrp']).toMatchObject({ track: {} });
  expect(cluster.vips[0]?.ports).toEqual([81, 82]);
});

describe('places are those of the file in which the value stands', () => {
  test('of the base', async () => {
    const dir = project({
      'base/pair.yaml': pair.replace('vrid: 51', 'vrid: 999'),
      'inventory/pair.yaml': 'extends: ../base/pair.yaml\nhosts: { lb01: { priority: 300 } }\n',
    });
    const problems = await problemsOf(() => loadIn(dir));
    expect(
      problems.map(({ place, path }) => [
        place?.file.replace(dir, ''),
        place?.line,
        place?.column,
        path,
      ]),
    ).toEqual([
      ['/inventory/pair.yaml', 2, 28, 'hosts.lb01.priority'],
      ['/base/pair.yaml', 10, 20, 'vrrp.instances.FRONT.vrid'],
    ]);
  });

  test('relative paths too', async () => {
    const dir = project({
      'base/pair.yaml': pair.replace(
        'user: ops',
        'user: ops, identity: keys/base, known_hosts: ~/hosts',
      ),
      'inventory/pair.yaml':
        'extends: ../base/pair.yaml\nhosts: { lb02: { connection: { identity: keys/own } } }\n',
    });
    const { hosts } = await loadIn(dir, { env: { HOME: '/home/me' } });
    expect(hosts.map(({ target }) => [target.identityFiles, target.knownHostsFiles])).toEqual([
      [[`${dir}/base/keys/base`], ['/home/me/hosts']],
      [[`${dir}/inventory/keys/own`], ['/home/me/hosts']],
    ]);
  });
});

test('a source of a secret is replaced whole', async () => {
  const dir = project({
    'base/pair.yaml': `${pair.replace('vip: 192.0.2.100', 'vip: 192.0.2.100, auth_pass: !secret front')}secrets: { front: { env: NOT_SET } }\n`,
    'inventory/pair.yaml':
      'extends: ../base/pair.yaml\nsecrets: { front: { command: [echo, abc] } }\n',
  });
  expect((await loadIn(dir, { env: process.env })).secrets[0]?.reveal()).toBe('abc');
});

test('`default` is not inherited', async () => {
  const dir = project({
    'inventory/pair.yaml': `default: true\n${pair}`,
    'inventory/other.yaml': 'extends: pair.yaml\ncluster: other\n',
  });
  expect((await loadCluster({ projectDir: dir, env: {} })).name).toBe('pair');
});

describe('refused', () => {
  test('a circle', async () => {
    const dir = project({
      'inventory/pair.yaml': 'extends: a.yaml\n',
      'inventory/a.yaml': 'extends: b.yaml\n',
      'inventory/b.yaml': 'extends: a.yaml\n',
    });
    const [problem] = await problemsOf(() => loadIn(dir));
    expect(problem && brief(problem)).toMatch(
      /^b\.yaml:1:10 extends: extends in a circle: .*a\.yaml → .*b\.yaml → .*a\.yaml$/,
    );
  });

  test('itself', async () => {
    const dir = project({ 'inventory/pair.yaml': 'extends: pair.yaml\n' });
    expect((await problemsOf(() => loadIn(dir)))[0]?.message).toContain('circle');
  });

  test('a file that is not there', async () => {
    const dir = project({ 'inventory/pair.yaml': 'cluster: pair\nextends: ../base/pear.yaml\n' });
    const [problem] = await problemsOf(() => loadIn(dir));
    expect(problem && brief(problem)).toBe(
      `pair.yaml:2:10 extends: ${dir}/base/pear.yaml cannot be read: no such file`,
    );
  });

  test('a list', async () => {
    const bad = project({ 'inventory/pair.yaml': 'extends: [a, b]\n' });
    expect((await problemsOf(() => loadIn(bad))).map(brief)).toEqual([
      'pair.yaml:1:10 extends: must be the path of one inventory file',
    ]);
  });

  test('broken YAML in the base is reported there', async () => {
    const dir = project({
      'base/pair.yaml': 'a: 1\na: 2\n',
      'inventory/pair.yaml': 'extends: ../base/pair.yaml\n',
    });
    expect((await problemsOf(() => loadIn(dir))).map(brief)).toEqual([
      'pair.yaml:2:1 `a` stands twice in the same mapping',
    ]);
  });
});
