import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  allTexts,
  haproxyPath,
  keepalivedPath,
  rendered,
  textIn,
  without,
} from './adopt-project.ts';
import { activeActive, byHand, byIncludes, password } from './adopt-styles.ts';
import { directoryWith, hadeploy } from './fake-io.ts';
import { flatPair } from './lint-files.ts';

const golden = join(process.cwd(), 'test/golden/prod-bj');
const both = ['--node', 'lb01=lb01', '--node', 'lb02=lb02'];

describe('adopt of what hadeploy has written', () => {
  it('says all of it in the inventory, with the built-in playbook', async () => {
    const dir = directoryWith({});
    const names = ['prod-bj-lb01', 'prod-bj-lb02'];
    const nodes = names.flatMap((name) => ['--node', `${name}=${join(golden, name)}`]);
    const ran = await hadeploy(dir, ['adopt', 'prod-bj', ...nodes]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const { loaded, files } = await rendered(dir, 'prod-bj');
    for (const name of names) {
      for (const path of [keepalivedPath, haproxyPath, '/etc/keepalived/check_haproxy.sh']) {
        expect(files[name]?.[path], path).toBe(textIn(join(golden, name), path));
      }
    }
    expect(loaded.playbook).toBe('haproxy-keepalived');
    expect(readdirSync(dir).sort()).toEqual(['inventory', 'secrets']);
    const inventory = textIn(dir, 'inventory/prod-bj.yaml');
    expect(inventory).toContain('vip: 172.16.0.100, auth_pass: !secret vrrp }');
    expect(inventory).not.toContain('config:');
    expect(ran.stdout).toContain(`${keepalivedPath}: the inventory says all of it`);
    expect(ran.stdout).toContain('the nodes were not asked');
  });
});

describe('adopt of the fast profile', () => {
  it('finds it in keepalived.conf, also without a haproxy.cfg', async () => {
    const fast = join(process.cwd(), 'test/golden/uml-fast');
    const names = ['prod-bj-lb01', 'prod-bj-lb02'];
    const dir = directoryWith({});
    const nodes = names.flatMap((name) => ['--node', `${name}=${join(fast, name)}`]);
    await hadeploy(dir, ['adopt', 'uml-fast', ...nodes]);
    const inventory = textIn(dir, 'inventory/uml-fast.yaml');
    expect(inventory).toContain('profile: fast');
    expect(inventory).not.toMatch(/haproxy:\n|config:|version:|advert_int:/);
    const { files } = await rendered(dir, 'uml-fast');
    for (const name of names) {
      expect(files[name]).toEqual({ [keepalivedPath]: textIn(join(fast, name), keepalivedPath) });
    }
  });
});

describe('adopt of pairs made by hand', () => {
  it.each([
    ['one file with comments and tabs', byHand, '0600'],
    ['one file that everybody may read', byHand, '0644'],
    ['includes', byIncludes, '0644'],
    ['active/active', activeActive, '0644'],
  ])('gives back every byte: %s', async (_, style, mode) => {
    const files = style();
    const dir = directoryWith(files);
    for (const path of Object.keys(files)) {
      chmodSync(join(dir, path), Number.parseInt(path.endsWith('.sh') ? '0755' : mode, 8));
    }
    const ran = await hadeploy(dir, ['adopt', 'prod', ...both]);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const { loaded, files: written } = await rendered(dir, 'prod');
    for (const [path, text] of Object.entries(files)) {
      const [host = '', ...below] = path.split('/');
      const folder = below[0] === 'haproxy.cfg' ? 'haproxy' : 'keepalived';
      expect(written[host]?.[join('/etc', folder, ...below)], path).toBe(text);
    }
    expect(loaded.vips.map(({ address }) => address)).not.toEqual([]);
    expect(loaded.playbook).toBe('prod');
    expect(ran.stdout).toMatch(/keepalived\.conf: kept as files\/prod\/.*, because \S+/);
    const idsOf = async (words: string[]): Promise<string[]> => {
      const { stdout } = await hadeploy(dir, ['lint', '--json', ...words]);
      return (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id).sort();
    };
    const passed = [...textIn(dir, 'inventory/prod.yaml').matchAll(/allow ([A-Z]+\d+):/g)];
    const ids = passed.map(([, id]) => id);
    expect(await idsOf(['prod'])).toEqual(
      (await idsOf(both)).filter((found) => !ids.includes(found)),
    );
    // `unreachable`: what lint has against it is let pass.
    expect((await hadeploy(dir, ['plan', 'prod'])).code).toBe(69);
  });

  it.each<[string, (text: string) => string]>([
    ['lines of another system', (text) => text.replaceAll('\n', '\r\n')],
    ['no line end at the end', (text) => text.trimEnd()],
    ['private characters', (text) => `${text}# \uE000\n`],
    ['a quoted password', (text) => text.replace('auth_pass s3cr3tpw', 'auth_pass "s3 r#t"')],
    ['a VIP that is none', (text) => text.replace('192.0.2.10/24', '192.0.2.10/77')],
  ])('gives back every byte also with %s', async (_, change) => {
    const plain = Object.entries(flatPair());
    const files = Object.fromEntries(plain.map(([path, text]) => [path, change(text)]));
    const dir = directoryWith(files);
    for (const path of Object.keys(files)) chmodSync(join(dir, path), 0o600);
    expect((await hadeploy(dir, ['adopt', 'prod', ...both])).code).toBe(0);
    const { files: written } = await rendered(dir, 'prod');
    for (const host of ['lb01', 'lb02']) {
      expect(written[host]?.[keepalivedPath]).toBe(files[`${host}/keepalived.conf`]);
      expect(written[host]?.[haproxyPath]).toBe(files[`${host}/haproxy.cfg`]);
    }
  });

  it('tells verify where haproxy listens, and where it can be asked', async () => {
    const dir = directoryWith(byHand());
    await hadeploy(dir, ['adopt', 'prod', ...both]);
    const { loaded } = await rendered(dir, 'prod');
    expect(loaded.vips).toMatchObject([{ name: 'VI_1', address: '192.0.2.10', ports: [80, 443] }]);
    expect(loaded.context['haproxy']).toMatchObject({ admin_socket: '/var/run/haproxy.sock' });
  });

  it('makes variables of what differs, and keeps passwords apart', async () => {
    const files = byHand();
    const dir = directoryWith(files);
    for (const path of Object.keys(files)) chmodSync(join(dir, path), 0o600);
    await hadeploy(dir, ['adopt', 'prod', ...both]);
    const template = textIn(dir, 'files/prod/keepalived.conf.liquid');
    for (const value of ['vars.state', 'host.priority', 'host.address', 'peers[0].address']) {
      expect(template).toContain(`{{ ${value} }}`);
    }
    expect(textIn(dir, 'files/prod/haproxy.cfg.liquid')).toContain('admin:{{ vars.stats }}');
    expect(textIn(dir, 'secrets/prod/vrrp')).toBe(`${password}\n`);
    expect(statSync(join(dir, 'secrets/prod/vrrp')).mode & 0o777).toBe(0o600);
    expect(textIn(dir, 'secrets/prod/.gitignore')).toBe('*\n');
    const elsewhere = allTexts(dir, ['inventory', 'playbooks', 'files']);
    expect(elsewhere.join('\n')).not.toMatch(/geheim12|gehe1mnis/);
    expect(elsewhere).toHaveLength(5);
  });

  it('hides a file that has to hold its password', async () => {
    const dir = directoryWith(byIncludes());
    const ran = await hadeploy(dir, ['adopt', 'prod', ...both]);
    const hidden = ['lb01', 'lb02'].map((host) => `${host}/etc/keepalived/conf.d/10-vip.conf`);
    const ignored = textIn(dir, 'files/prod/.gitignore');
    for (const local of hidden) {
      expect(statSync(join(dir, 'files/prod', local)).mode & 0o777).toBe(0o600);
      expect(ignored).toContain(`/${local}\n`);
    }
    expect(allTexts(dir, ['inventory', 'playbooks']).join('\n')).not.toContain(password);
    expect(ran.stdout).not.toContain(password);
    expect(textIn(dir, 'inventory/prod.yaml')).toContain('vips: [ 192.0.2.10/24, 192.0.2.12/24 ]');
    const playbook = textIn(dir, 'playbooks/prod.yaml');
    expect(playbook.match(/ {8}- .*/g)).toEqual([
      '        - /etc/haproxy/haproxy.cfg',
      '        - /etc/keepalived/keepalived.conf',
      '        - /etc/keepalived/conf.d/00-check.conf',
      '        - /etc/keepalived/conf.d/10-vip.conf',
    ]);
    // The same on both nodes: kept once.
    expect(existsSync(join(dir, 'files/prod/etc/keepalived/conf.d/00-check.conf'))).toBe(true);
  });

  it('ranks the nodes of each instance in the inventory', async () => {
    const dir = directoryWith(activeActive());
    await hadeploy(dir, ['adopt', 'prod', ...both]);
    const inventory = textIn(dir, 'inventory/prod.yaml');
    expect(inventory).toMatch(
      /lb01:\n +address: lb01\n +priority: 110|lb01: \{ address: lb01, priority: 110/,
    );
    expect(inventory).toMatch(/MAIL:[^]*priorities: \{ lb01: 90, lb02: 110 \}/);
  });
});

describe('adopt of pairs with something wrong', () => {
  it('keeps a haproxy.cfg that only one node has on that node', async () => {
    const files = without(flatPair(), 'lb02/haproxy.cfg');
    const dir = directoryWith(files);
    const ran = await hadeploy(dir, ['adopt', 'prod', ...both]);
    expect(ran.stdout).toContain('because only lb01 has it');
    const { files: written } = await rendered(dir, 'prod');
    expect(written['lb01']?.[haproxyPath]).toBe(files['lb01/haproxy.cfg']);
    expect(written['lb02']).not.toHaveProperty(haproxyPath);
    expect(textIn(dir, 'playbooks/prod.yaml')).toMatch(/name: haproxy\n[^]*?hosts:\n +- lb01/);
  });

  it('adopts VIPs that differ as they are, and says what lint says of them', async () => {
    const files = flatPair();
    const path = 'lb02/keepalived.conf';
    files[path] = (files[path] ?? '').replace('192.0.2.10/24', '192.0.2.99/24');
    const dir = directoryWith(files);
    const ran = await hadeploy(dir, ['adopt', 'prod', ...both]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/warning: VRRP00[56]: /);
    const { files: written } = await rendered(dir, 'prod');
    expect(written['lb02']?.[keepalivedPath]).toBe(files[path]);
  });

  it('gives equal priorities an order in the inventory only', async () => {
    const files = flatPair();
    const path = 'lb02/keepalived.conf';
    files[path] = (files[path] ?? '').replace('priority 90', 'priority 100');
    const dir = directoryWith(files);
    const ran = await hadeploy(dir, ['adopt', 'prod', ...both]);
    expect(ran.stdout).toContain(
      'the priorities of VI_1 stand in the inventory as lb01 100, lb02 99',
    );
    const { loaded, files: written } = await rendered(dir, 'prod');
    expect(loaded.hosts.map(({ priority }) => priority)).toEqual([100, 99]);
    expect(written['lb02']?.[keepalivedPath]).toBe(files[path]);
  });

  it('overwrites nothing, and writes nothing then', async () => {
    for (const path of ['inventory/prod.yaml', 'playbooks/prod.yaml', 'files/prod/haproxy.cfg']) {
      const dir = directoryWith({ ...flatPair(), [path]: 'mine' });
      const ran = await hadeploy(dir, ['adopt', 'prod', ...both]);
      expect(ran.code).toBe(64);
      expect(ran.stdout + ran.stderr).toContain(`${join(dir, path)} exists already`);
      expect(textIn(dir, path)).toBe('mine');
      expect(existsSync(join(dir, 'secrets'))).toBe(false);
    }
  });

  it('refuses a node without keepalived.conf, and words that name no pair', async () => {
    const dir = directoryWith(without(flatPair(), 'lb02/keepalived.conf'));
    const ran = await hadeploy(dir, ['adopt', 'prod', ...both]);
    expect(ran.code).toBe(64);
    expect(ran.stdout + ran.stderr).toContain(`lb02: ${keepalivedPath}`);
    for (const words of [
      ['prod'],
      ['prod', '--node', 'lb01=lb01'],
      ['1prod', ...both],
      ['prod', '--host', 'a', ...both],
      ['prod', '--host', 'a', '--host', 'a'],
      ['prod', '--host', 'a', '--host', '-b'],
      ['prod', '--node', 'lb01=lb01', '--node', '2=lb02'],
    ]) {
      expect((await hadeploy(dir, ['adopt', ...words])).code, words.join(' ')).toBe(64);
    }
  });
});
