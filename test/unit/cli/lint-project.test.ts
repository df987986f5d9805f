import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/lint/finding.ts';
import { hadeploy } from './fake-io.ts';
import { nodes, type FakeNode } from './fake-nodes.ts';
import { haproxyCfg, keepalivedConf } from './lint-files.ts';
import { projectOf } from './lint-project.ts';

const findings = (stdout: string): Finding[] => JSON.parse(stdout) as Finding[];

const elsewhere: [string, string][] = [
  ['192.0.2.', '198.51.100.'],
  ['vrid: 71', 'vrid: 72'],
];

describe('lint of inventories', () => {
  it('finds nothing in the shipped inventories and in a new one, with no secret and no connection', async () => {
    for (const dir of [process.cwd(), await projectOf({ prod: [] })]) {
      const ran = await hadeploy(dir, ['lint']);
      expect(ran.stdout).toMatch(/^✔ no errors, no warnings in \d+ nodes/);
      expect(ran).toMatchObject({ code: 0, stderr: '' });
    }
  });

  it('calls a rendered file by its node, and shows its line', async () => {
    const dir = await projectOf({ prod: [] });
    const ran = await hadeploy(dir, ['lint', 'prod', '--all']);
    expect(ran.stdout).toMatch(
      /^prod-lb01:\/etc\/keepalived\/keepalived\.conf:\d+:\d+ {2}note .*\n +\d+ \| \S*/m,
    );
  });

  it('judges clusters against each other, and tells it where it was asked', async () => {
    const dir = await projectOf({ one: [], two: [['192.0.2.1', '192.0.2.2']] });
    for (const cluster of ['one', 'two']) {
      const found = findings((await hadeploy(dir, ['lint', cluster, '--json'])).stdout);
      const shared = found.filter(({ id }) => id === 'VRRP002');
      expect(shared.length).toBeGreaterThan(0);
      expect(shared.every(({ file }) => file?.startsWith(`${cluster}-lb0`))).toBe(true);
    }
    const all = findings((await hadeploy(dir, ['lint', '--json'])).stdout);
    expect(all.some(({ id }) => id === 'VRRP002')).toBe(true);
    const apart = await projectOf({ one: [], two: elsewhere });
    expect((await hadeploy(apart, ['lint'])).code).toBe(0);
  });

  it('takes the default where none is named', async () => {
    const dir = await projectOf({
      one: [['cluster: one', 'cluster: one\ndefault: true']],
      two: elsewhere,
    });
    expect((await hadeploy(dir, ['lint'])).stdout).toContain('in 2 nodes');
    const none = await projectOf({ one: [], two: elsewhere });
    expect((await hadeploy(none, ['lint'])).stdout).toContain('in 4 nodes');
  });

  it('goes on without another cluster that cannot be loaded, but not without the one asked for', async () => {
    const dir = await projectOf({ good: [], bad: [['vrid: 71', 'vird: 71']] });
    const good = await hadeploy(dir, ['lint', 'good', '--json']);
    expect(good.code).toBe(0);
    expect(findings(good.stdout)).toEqual([]);
    expect(good.stderr).toContain('bad');
    expect((await hadeploy(dir, ['lint', 'bad'])).code).toBe(64);
    expect((await hadeploy(dir, ['lint'])).code).toBe(64);
  });

  it('takes exceptions from the inventory, with a reason', async () => {
    const shared: [string, string] = ['192.0.2.1', '192.0.2.2'];
    const allowing = (reason: string): [string, string] => [
      'cluster: two',
      `# hadeploy: allow VRRP002${reason}\ncluster: two`,
    ];
    const reasoned = await projectOf({ one: [], two: [allowing(': not on one switch'), shared] });
    const good = await hadeploy(reasoned, ['lint', 'two']);
    expect(good.stdout).toMatch(/; \d+ allowed by a comment/);
    expect(good.code).toBe(0);
    const without = await projectOf({ one: [], two: [allowing(''), shared] });
    const bad = findings((await hadeploy(without, ['lint', 'two', '--json'])).stdout);
    expect(bad.map(({ id }) => id)).toContain('VRRP002');
    expect(bad.find(({ id }) => id === 'LINT001')?.file).toBe('inventory/two.yaml');
  });
});

describe('lint --live', () => {
  const pair = (over: Partial<Record<'lb01' | 'lb02', Partial<FakeNode>>> = {}) => {
    const node = (name: 'lb01' | 'lb02', last: number): FakeNode => ({
      files: {
        '/etc/keepalived/keepalived.conf': {
          text: keepalivedConf(name).replace('"/usr/bin/killall -0 haproxy"', '"/opt/check.sh"'),
        },
        '/etc/haproxy/haproxy.cfg': { text: haproxyCfg },
        '/opt/check.sh': { text: '#!/bin/sh\nkillall -0 haproxy\n', mode: '755' },
      },
      packages: { keepalived: '1:2.2.7-1+b2', haproxy: '2.6.12-1+deb12u1' },
      addresses: [`eth0 192.0.2.${last}/24`, ...(last === 11 ? ['eth0 192.0.2.10/24'] : [])],
      ...over[name],
    });
    return { 'prod-lb01': node('lb01', 11), 'prod-lb02': node('lb02', 12) };
  };
  const env = { HADEPLOY_SECRET_VRRP: 'abcdefgh' };

  it('reads what the nodes have, and what that names, in two rounds', async () => {
    const dir = await projectOf({ prod: [] });
    const asked: string[] = [];
    const ran = await hadeploy(dir, ['lint', '--live', 'prod', '--json'], {
      connect: nodes(pair(), asked),
      env,
    });
    expect(ran.stderr).toBe('');
    expect(findings(ran.stdout)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(asked.sort()).toEqual(['prod-lb01', 'prod-lb01', 'prod-lb02', 'prod-lb02']);
  });

  it('finds what is wrong there, and shows the line', async () => {
    const dir = await projectOf({ prod: [] });
    const wrong = pair();
    const conf = wrong['prod-lb02'].files['/etc/keepalived/keepalived.conf'];
    if (conf) conf.text = conf.text.replace('_id 51', '_id 52');
    const ran = await hadeploy(dir, ['lint', '--live'], { connect: nodes(wrong), env });
    expect(ran.stdout).toContain('prod-lb02:/etc/keepalived/keepalived.conf:');
    expect(ran.stdout).toContain(' | ' + '    virtual_router_id 52');
    expect(ran.stdout + ran.stderr).not.toContain('s3cr3tpw');
    expect(ran.code).toBe(3);
  });

  it('takes exceptions from the inventory too', async () => {
    const allowing = '# hadeploy: allow VRRP001: they are being renumbered\ncluster: prod';
    const dir = await projectOf({ prod: [['cluster: prod', allowing]] });
    const wrong = pair();
    const conf = wrong['prod-lb02'].files['/etc/keepalived/keepalived.conf'];
    if (conf) conf.text = conf.text.replace('_id 51', '_id 52');
    const ran = await hadeploy(dir, ['lint', '--live'], { connect: nodes(wrong), env });
    expect(ran.stdout).toContain('allowed by a comment');
    expect(ran.stdout).not.toContain('VRRP001');
  });

  it('asks for files that the configurations name, a certificate by its name only', async () => {
    const { liveSource } = await import('../../../src/cli/lint-sources/live.ts');
    const { createMask } = await import('../../../src/core/mask.ts');
    const wrong = pair();
    const { files } = wrong['prod-lb02'];
    const cfg = files['/etc/haproxy/haproxy.cfg'];
    if (cfg)
      cfg.text += '    errorfile 503 /etc/haproxy/503.http\n    errorfile 500 /etc/ssl/500\n';
    files['/etc/ssl/500'] = { text: 'secret' };
    const run = {
      io: { env, cwd: '/', connect: nodes(wrong), stderr: { write: () => true } },
      options: { projectDir: await projectOf({ prod: [] }), limit: ['prod-lb02'] },
      emit: () => {},
      learnSecrets: () => {},
      mask: createMask([]),
    } as unknown as Parameters<typeof liveSource>[0];
    const versions = { keepalived: null, haproxy: null };
    const { subject } = await liveSource(run, { cluster: 'prod', versions });
    const [node] = subject.nodes;
    expect(subject.nodes).toHaveLength(1);
    expect(node?.isAbsent('/etc/haproxy/503.http')).toBe(true);
    expect(node?.isAbsent('/etc/ssl/500')).toBe(false);
    expect(node?.files.map(({ path }) => path)).not.toContain('/etc/ssl/500');
    expect(node).toMatchObject({
      addresses: ['192.0.2.12'],
      versions: { keepalived: '1:2.2.7-1+b2', haproxy: '2.6.12-1+deb12u1' },
      interfaces: [{ name: 'lo' }, { name: 'eth0', addresses: [{ address: '192.0.2.12' }] }],
    });
    expect(node?.files.find(({ path }) => path === '/opt/check.sh')).toMatchObject({
      shown: 'prod-lb02:/opt/check.sh',
      mode: 0o755,
      owner: 'root:root',
    });
  });

  it('says which configuration it has not seen, and that a node is out of reach', async () => {
    const dir = await projectOf({ prod: [] });
    const without = pair({ lb02: { files: {} } });
    const ran = await hadeploy(dir, ['lint', '--live'], { connect: nodes(without), env });
    expect(ran.stderr).toContain('prod-lb02: not looked at: /etc/keepalived/keepalived.conf');
    expect((await hadeploy(dir, ['lint', '--live'], { env })).code).toBe(69);
  });

  it('misses no configuration where its playbook has none', async () => {
    const dir = await projectOf({
      prod: [['playbook: haproxy-keepalived', 'playbook: mysql-pair']],
    });
    const without = pair({ lb02: { files: {} } });
    const ran = await hadeploy(dir, ['lint', '--live'], { connect: nodes(without), env });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
  });
});
