import fc from 'fast-check';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCluster } from '../../../src/inventory/load.ts';
import { directoryWith, hadeploy } from './fake-io.ts';

const ini = `[lb]
lb01 ansible_host=192.0.2.11
lb02 ansible_host=192.0.2.12
[db]
db01
[lb:vars]
ansible_user=ops
ansible_ssh_private_key_file=keys/lb
`;

async function imported(files: Record<string, string>, words: string[] = []) {
  const dir = directoryWith(files);
  const name = Object.keys(files)[0] ?? '';
  const ran = await hadeploy(dir, ['import', 'ansible', name, ...words]);
  return { dir, ...ran, all: ran.stdout + ran.stderr };
}

const hostsOf = async (projectDir: string, cluster: string, env = {}) =>
  (await loadCluster({ projectDir, cluster, env })).hosts;

describe('import ansible', () => {
  it('writes an inventory that loads, and says what it took', async () => {
    const { dir, code, all } = await imported({
      'hosts.ini': ini,
      'group_vars/all/main.yml': 'dns: [192.0.2.1]\n',
      'group_vars/all/.hidden.yml': 'hidden: 1\n',
      'group_vars/lb.yml': 'site: x\n',
      'group_vars/lb.yaml': 'shadowed: 1\n',
      'group_vars/db.yml': 'not: read\n',
      'host_vars/lb01.yml': 'rack: 4\n',
    });
    expect(code).toBe(0);
    expect(all).toMatch(/took the group `lb`: lb01 \(192\.0\.2\.11\), lb02/);
    expect(all).toMatch(/wrote .*inventory\/lb\.yaml/);
    const [first, second] = await hostsOf(dir, 'lb');
    expect(first?.target).toMatchObject({
      address: '192.0.2.11',
      user: 'ops',
      identityFiles: [join(dir, 'keys/lb')],
    });
    expect(first?.vars).toEqual({ dns: ['192.0.2.1'], site: 'x', rack: 4 });
    expect(second).toMatchObject({ groups: ['lb'], priority: 90 });
  });

  it('has a skeleton that is an inventory once the comment signs are gone', async () => {
    const { dir } = await imported({ hosts: ini });
    const file = join(dir, 'inventory/lb.yaml');
    const [head = '', skeleton = ''] = readFileSync(file, 'utf8').split(/^# CHANGE: .*\n/m);
    expect(skeleton).toContain('# vrrp:');
    writeFileSync(file, `${head}${skeleton.replace(/^# ?/gm, '')}`);
    const cluster = await loadCluster({
      projectDir: dir,
      cluster: 'lb',
      env: { HADEPLOY_SECRET_VRRP: 'abc' },
    });
    expect(cluster.vips.map(({ name }) => name)).toEqual(['VIP']);
  });

  it('overwrites nothing', async () => {
    for (const existing of ['inventory/lb.yaml', 'inventory/lb.yml']) {
      const { dir, code, all } = await imported({ hosts: ini, [existing]: 'mine\n' });
      expect(code).toBe(64);
      expect(all).toContain('exists already');
      expect(readFileSync(join(dir, existing), 'utf8')).toBe('mine\n');
      expect(readdirSync(join(dir, 'inventory'))).toHaveLength(1);
    }
  });

  it('prints the inventory alone with --stdout, and writes nothing', async () => {
    const { dir, code, stdout, stderr } = await imported(
      { hosts: `${ini}haproxy_password=hunter2\n` },
      ['--stdout', '--cluster', 'edge'],
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# From the group lb of hosts/);
    expect(stdout).toMatch(/^cluster: edge$/m);
    expect(stderr).toMatch(/^left out: haproxy_password .*secret/m);
    expect(stdout + stderr).not.toContain('hunter2');
    expect(existsSync(join(dir, 'inventory'))).toBe(false);
  });

  it('reads YAML by its extension or its first line, and names the cluster', async () => {
    const yaml = 'all:\n  children:\n    lb_prod:\n      hosts: { a: , b: }\n';
    for (const name of ['hosts.yml', 'hosts']) {
      const { dir } = await imported({ [name]: `# x\n${yaml}` }, ['--cluster', 'edge']);
      expect((await hostsOf(dir, 'edge')).map((host) => host.name)).toEqual(['a', 'b']);
    }
    const { code, all } = await imported({ hosts: ini }, ['--cluster', '../x']);
    expect(code).toBe(64);
    expect(all).toContain('--cluster');
  });

  it('leaves encrypted files shut', async () => {
    const vault = '$ANSIBLE_VAULT;1.1;AES256\n6162\n';
    const { code, all } = await imported({ hosts: ini, 'group_vars/lb/vault.yml': vault });
    expect(code).toBe(0);
    expect(all).toMatch(/left out: .*group_vars\/lb\/vault\.yml: encrypted by ansible-vault/);
    expect((await imported({ hosts: vault })).all).toMatch(/encrypted by ansible-vault/);
  });

  it('runs nothing: a program is refused', async () => {
    const proof = join(directoryWith({}), 'ran');
    const script = `#!/bin/sh\ntouch ${proof}\necho '{}'\n`;
    const shebang = await imported({ 'hosts.sh': script });
    expect(shebang.code).toBe(64);
    expect(shebang.all).toMatch(/is a program .*not run/);
    expect(shebang.all).toMatch(/ansible-inventory -i .* --list --yaml/);
    const dir = directoryWith({ hosts: ini });
    chmodSync(join(dir, 'hosts'), 0o755);
    const executable = await hadeploy(dir, ['import', 'ansible', 'hosts']);
    expect(executable.code).toBe(64);
    expect(executable.stderr).toMatch(/chmod -x/);
    expect(existsSync(proof)).toBe(false);
  });

  it.each<[string, Record<string, string | Buffer>, RegExp]>([
    ['10 MB', { hosts: 'lb01\n'.repeat(2_000_000) }, /larger than 1 MiB/],
    ['binary', { hosts: Buffer.from([0xff, 0xfe, 0, 1]) }, /not UTF-8/],
    [
      'escape sequences',
      { hosts: '[lb]\n\u001b]0;x\u0007a\n' },
      /hosts:2:1.*\n?.*control character/,
    ],
    ['a circle', { hosts: '[lb]\na\nb\n[x:children]\ny\n[y:children]\nx\n' }, /part of themselves/],
    ['depth', { 'hosts.yml': '['.repeat(100_000) }, /too deeply/],
    ['a broken file of variables', { hosts: ini, 'group_vars/lb.yml': 'a: [\n' }, /lb\.yml:2/],
    ['a list of variables', { hosts: ini, 'host_vars/lb01.yml': '- a\n' }, /no mapping/],
    ['a huge file of variables', { hosts: ini, 'host_vars/lb01': 'x'.repeat(2 ** 21) }, /1 MiB/],
    [
      '60,000 variables',
      {
        'h.yml': `lb: { hosts: { a: , b: }, vars: { ${Array.from({ length: 60_000 }, (_, n) => `v${n}: x`).join(', ')} } }`,
      },
      /more than 2000 variables/,
    ],
    [
      '40,000 parents',
      {
        hosts: `[lb]\na\nb\n${Array.from({ length: 40_000 }, (_, n) => `[g${n}:children]\nlb\n`).join('')}`,
      },
      /more than 200 groups/,
    ],
    [
      '40,000 hosts',
      {
        'h.yml': `all: { hosts: { ${Array.from({ length: 40_000 }, (_, n) => `h${n}: `).join(', ')} } }`,
      },
      /more than 10000 hosts/,
    ],
    ['no such file', { other: '' }, /./],
  ])('%s: a clear refusal', async (_, files, why) => {
    const dir = directoryWith(files);
    const name = Object.keys(files)[0] === 'other' ? 'hosts' : (Object.keys(files)[0] ?? '');
    const ran = await hadeploy(dir, ['import', 'ansible', name]);
    expect(ran.code).toBe(64);
    expect(ran.stderr).toMatch(why);
    expect(ran.stdout + ran.stderr).not.toContain('\u001b');
    expect(existsSync(join(dir, 'inventory'))).toBe(false);
  });

  it('does not follow the name of a group or host out of its directory, nor a circle of links', async () => {
    const dir = directoryWith({
      'x/hosts.yml': 'all: { children: { "../../secret": { hosts: { a: , b: } } } }\n',
      'secret.yml': 'read: 1\n',
    });
    const ran = await hadeploy(dir, ['import', 'ansible', 'x/hosts.yml', '--stdout']);
    expect(ran.stderr).toMatch(/--cluster/);
    const named = ['import', 'ansible', 'x/hosts.yml', '--stdout', '--cluster', 'c'];
    expect((await hadeploy(dir, named)).stdout).not.toContain('read');
    const links = directoryWith({ hosts: ini, 'group_vars/lb/a.yml': 'x: 1\n' });
    symlinkSync('.', join(links, 'group_vars/lb/again'));
    expect((await hadeploy(links, ['import', 'ansible', 'hosts'])).code).toBe(0);
  });

  it('gives every host what Ansible would: any names and values come back as they were', async () => {
    const name = fc.stringMatching(/^v[0-9a-d_]{0,6}$/);
    const value = fc.oneof(
      fc.string({ unit: 'grapheme-ascii' }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const values = fc.dictionary(
      name,
      fc.oneof(value, fc.array(value), fc.dictionary(name, value)),
      { maxKeys: 6 },
    );
    const asYaml = (given: object) => JSON.stringify(given).replaceAll(/\{(?=[{%])/g, '{ ');
    await fc.assert(
      fc.asyncProperty(values, values, values, async (all, group, host) => {
        const texts = [all, group, host].map(asYaml);
        const { dir, code } = await imported({
          hosts: ini,
          'group_vars/all.json': texts[0] ?? '',
          'group_vars/lb.json': texts[1] ?? '',
          'host_vars/lb01.json': texts[2] ?? '',
        });
        expect(code).toBe(0);
        const [a, g, h] = texts.map((text) => JSON.parse(text) as object);
        const [first, second] = await hostsOf(dir, 'lb');
        expect(first).toMatchObject({
          name: 'lb01',
          target: { address: '192.0.2.11', user: 'ops' },
        });
        expect(first?.vars).toEqual({ ...a, ...g, ...h });
        expect(second?.vars).toEqual({ ...a, ...g });
      }),
      { numRuns: 40 },
    );
  });
});
