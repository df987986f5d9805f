import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Connect, Target } from '../../../src/core/session.ts';
import { haproxyPath, keepalivedPath, textIn, without } from './adopt-project.ts';
import { byHand, byIncludes } from './adopt-styles.ts';
import { directoryWith, hadeploy } from './fake-io.ts';
import { nodes, type FakeNode } from './fake-nodes.ts';

const words = ['adopt', 'prod', '--host', 'ops@192.0.2.11', '--host', 'ops@192.0.2.12:2222'];
const isAddress: Record<string, string> = {
  'ops@192.0.2.11': 'lb01',
  'ops@192.0.2.12:2222': 'lb02',
};

const running: Omit<FakeNode, 'files'> = {
  packages: { keepalived: '2.2.7', haproxy: '2.6.12' },
  units: ['haproxy', 'keepalived'],
  sysctls: { 'net.ipv4.ip_nonlocal_bind': '0' },
};

/** The nodes by what was typed, and by their names. */
function pair(of: (host: string) => FakeNode): { connect: Connect; targets: Target[] } {
  const targets: Target[] = [];
  const known = { lb01: of('lb01'), lb02: of('lb02') };
  const reach = nodes(known);
  const connect: Connect = (target, ...rest) => {
    targets.push(target);
    return reach({ ...target, name: isAddress[target.name] ?? target.name }, ...rest);
  };
  return { connect, targets };
}

/** A directory of a style as a node has it. */
function nodeOf(host: string, style: Record<string, string>, mode: string): FakeNode {
  const own = Object.entries(style).filter(([path]) => path.startsWith(`${host}/`));
  const files = own.map(([path, text]): [string, FakeNode['files'][string]] => {
    const below = path.slice(host.length + 1);
    const folder = below === 'haproxy.cfg' ? '/etc/haproxy' : '/etc/keepalived';
    return [join(folder, below), { text, mode: below.endsWith('.sh') ? '755' : mode }];
  });
  const address = `eth0 192.0.2.1${host.slice(-1)}/24`;
  files.push(['/etc/sysctl.d/README', { text: '' }], ['/etc/haproxy/site.pem', { text: '' }]);
  return { ...running, files: Object.fromEntries(files), addresses: [address] };
}

/** As the shipped inventory leaves a node. */
function goldenNode(host: string): FakeNode {
  const root = join(process.cwd(), 'test/golden/prod-bj', `prod-bj-${host}`);
  const file = (path: string, mode: string): [string, FakeNode['files'][string]] => [
    path,
    { text: readFileSync(join(root, path), 'utf8').replaceAll('prod-bj-lb', 'lb'), mode },
  ];
  return {
    ...running,
    packages: { ...running.packages, psmisc: '23', socat: '1.7' },
    sysctls: { 'net.ipv4.ip_nonlocal_bind': '1' },
    files: {
      ...Object.fromEntries([
        file(keepalivedPath, '640'),
        file(haproxyPath, '644'),
        file('/etc/keepalived/check_haproxy.sh', '755'),
        file('/etc/systemd/system/keepalived.service.d/hadeploy.conf', '644'),
      ]),
      '/etc/sysctl.d/60-hadeploy-net.ipv4.ip_nonlocal_bind.conf': {
        text: '# Kept by hadeploy; sysctl.d(5).\nnet.ipv4.ip_nonlocal_bind = 1\n',
      },
    },
  };
}

describe('adopt over connections', () => {
  it('says all of a pair that hadeploy keeps; plan has nothing to do then', async () => {
    const dir = directoryWith({});
    const { connect } = pair(goldenNode);
    const ran = await hadeploy(dir, words.with(1, 'prod-bj'), { connect });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('plan will show no change on either node');
    const inventory = textIn(dir, 'inventory/prod-bj.yaml');
    expect(inventory).toContain('playbook: haproxy-keepalived');
    expect(inventory).not.toContain('config:');
    expect((await hadeploy(dir, ['plan', 'prod-bj'], { connect })).code).toBe(0);
    const out = ['--out', '/nowhere/plan.json'];
    const unwritten = await hadeploy(dir, ['plan', 'prod-bj', ...out], { connect });
    expect(unwritten.code).toBe(64);
    expect(unwritten.stdout + unwritten.stderr).toContain(
      '--out /nowhere/plan.json: cannot be written: no such directory',
    );
  });

  it('takes the names of router_id where the nodes call themselves otherwise', async () => {
    const dir = directoryWith({});
    const { connect } = pair((host) => ({ ...goldenNode(host), hostname: `vm-${host}` }));
    await hadeploy(dir, words.with(1, 'prod-bj'), { connect });
    const inventory = textIn(dir, 'inventory/prod-bj.yaml');
    expect(inventory).toContain('lb01: { address: 192.0.2.11, priority: 100 }');
    expect(inventory).not.toContain('config:');
  });

  it.each([
    ['by hand', byHand, '600'],
    ['by hand, open', byHand, '644'],
    ['by includes', byIncludes, '644'],
  ])('leaves a pair as it was made: %s', async (_, style, mode) => {
    const dir = directoryWith({});
    const { connect, targets } = pair((host) => nodeOf(host, style(), mode));
    const ran = await hadeploy(dir, words, { connect });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('plan will show no change on either node');
    expect(ran.stdout).toMatch(/hadeploy would: .*set net\.ipv4\.ip_nonlocal_bind = 1 \(was 0\)/);
    expect(ran.stdout).not.toContain('geheim12');
    const planned = await hadeploy(dir, ['plan', '--json'], { connect });
    expect(planned.code, planned.stdout).toBe(0);
    expect(targets.slice(-2)).toMatchObject([
      { name: 'lb01', address: '192.0.2.11', user: 'ops' },
      { name: 'lb02', address: '192.0.2.12', user: 'ops', port: 2222 },
    ]);
  });

  it('names what plan will show, and why', async () => {
    const dir = directoryWith({});
    const { connect } = pair((host) => ({
      ...nodeOf(host, byHand(), '600'),
      units: ['haproxy', `keepalived${host === 'lb01' ? '' : ' disabled'}`],
    }));
    const ran = await hadeploy(dir, words, { connect });
    expect(ran.stdout).toMatch(/plan will show: on lb02: enable keepalived, because .* at boot/);
    expect(ran.stdout).not.toContain('no change');
    const planned = await hadeploy(dir, ['plan', '--json'], { connect });
    expect(planned.stdout.match(/"title":"[^"]*"/g)?.at(-1)).toBe('"title":"enable keepalived"');
  });

  it('leaves out a service that systemd does not know', async () => {
    const dir = directoryWith({});
    const { connect } = pair((host) => {
      const node = nodeOf(host, byHand(), '600');
      return host === 'lb01' ? node : { ...node, units: ['haproxy'], packages: { haproxy: '2.6' } };
    });
    const ran = await hadeploy(dir, words, { connect });
    expect(textIn(dir, 'playbooks/prod.yaml')).not.toContain('keepalived-service');
    expect(ran.stdout).toMatch(/left out: on lb02: .*keepalived\.service/);
    expect(ran.stdout).toContain('plan will show no change');
  });

  it('ends with what every command says of nodes out of reach, and writes nothing', async () => {
    const dir = directoryWith({});
    const ran = await hadeploy(dir, [...words, '--json']);
    expect(ran.code).toBe(69);
    const last = JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '') as object;
    expect(last).toMatchObject({ event: 'result', command: 'adopt', ok: false, cluster: 'prod' });
    expect(() => textIn(dir, 'inventory/prod.yaml')).toThrow();
  });

  it('refuses a configuration that it cannot read whole', async () => {
    const dir = directoryWith({});
    const { connect } = pair((host) => {
      const node = nodeOf(host, byHand(), '600');
      const files = without(node.files, keepalivedPath);
      return host === 'lb01' ? node : { ...node, files };
    });
    const ran = await hadeploy(dir, words, { connect });
    expect(ran.code).toBe(64);
    expect(ran.stdout + ran.stderr).toContain(`lb02: ${keepalivedPath} is not there`);
  });
});
