import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/lint/finding.ts';
import { directoryWith, hadeploy } from './fake-io.ts';
import { bothNodes, flatPair, haproxyCfg, keepalivedConf } from './lint-files.ts';

const findings = (stdout: string): Finding[] => JSON.parse(stdout) as Finding[];

describe('lint --node', () => {
  it('finds nothing in a plain pair', async () => {
    const { code, stdout } = await hadeploy(directoryWith(flatPair()), bothNodes);
    expect(stdout).toMatch(
      /^✔ (no findings|no errors, no warnings) in 2 nodes \(\d+ rules\)(; \d+ notes? not shown \(--all\))?\n$/,
    );
    expect(code).toBe(0);
  });

  it('shows where, what, the line with a caret, and what to do', async () => {
    const ran = await hadeploy(directoryWith(flatPair({ vrid: 52 })), bothNodes);
    const [where, line, caret, fix] = ran.stdout.split('\n');
    expect(where).toMatch(/^lb02\/keepalived\.conf:12:\d+ {2}error {2}VRRP001 {2}.*VRID.*lb0/);
    expect(line).toBe('    12 |     virtual_router_id 52');
    expect(caret).toMatch(/^ +\| +\^$/);
    expect(fix).toMatch(/^ {2}→ \S/);
    expect(ran.stdout).toMatch(/\n1 error(,|;|\n)/);
    expect(ran.code).toBe(3);
  });

  it('prints one array with --json, also of nothing', async () => {
    const clean = await hadeploy(directoryWith(flatPair()), [...bothNodes, '--json']);
    expect(findings(clean.stdout)).toEqual([]);
    const wrong = await hadeploy(directoryWith(flatPair({ vrid: 52 })), [...bothNodes, '--json']);
    const [first] = findings(wrong.stdout);
    expect(Object.keys(first ?? {}).sort()).toEqual(
      ['column', 'file', 'fix', 'id', 'line', 'message', 'node', 'severity'].sort(),
    );
    expect(first).toMatchObject({ id: 'VRRP001', severity: 'error', file: 'lb02/keepalived.conf' });
    expect(wrong.stderr).toBe('');
    expect(wrong.code).toBe(3);
  });

  it('tells notes with --all only, and they do not fail it', async () => {
    const dir = directoryWith(flatPair());
    const few = findings((await hadeploy(dir, [...bothNodes, '--json'])).stdout);
    const all = await hadeploy(dir, [...bothNodes, '--json', '--all', '--strict']);
    expect(findings(all.stdout).length).toBeGreaterThan(few.length);
    expect(findings(all.stdout).every(({ severity }) => severity === 'note')).toBe(true);
    expect(all.code).toBe(0);
  });

  it('lets warnings count with --strict only', async () => {
    const before = '# hadeploy: allow VRRP001\n';
    const dir = directoryWith(flatPair({ before }));
    expect((await hadeploy(dir, bothNodes)).code).toBe(0);
    const strict = await hadeploy(dir, [...bothNodes, '--strict']);
    expect(strict.stdout).toContain('warning  LINT001');
    expect(strict.code).toBe(3);
  });

  it('counts what a comment with a reason allows', async () => {
    const files = flatPair({ vrid: 52 });
    const path = 'lb02/keepalived.conf';
    files[path] = files[path]?.replace('_id 52', '_id 52 # hadeploy: allow VRRP001: a test') ?? '';
    const ran = await hadeploy(directoryWith(files), bothNodes);
    expect(ran.stdout).toContain('1 allowed by a comment');
    expect(ran.code).toBe(0);
  });

  it('never shows a password', async () => {
    const bare = '# hadeploy: allow VRRP001';
    const before = `    auth_pass s3cr3tpw ${bare}\n    bogus s3cr3tpw ${bare}\n`;
    const dir = directoryWith(flatPair({ before }));
    const text = await hadeploy(dir, [...bothNodes, '--all', '--sarif', 'out.sarif']);
    const json = await hadeploy(dir, [...bothNodes, '--all', '--json']);
    const sarif = readFileSync(join(dir, 'out.sarif'), 'utf8');
    expect(text.stdout).toContain('bogus «');
    expect(text.stdout + json.stdout + sarif).not.toContain('s3cr3tpw');
  });

  it('lets no control character through', async () => {
    const files = flatPair({ before: '    bogus\x1b[31m\x9b2J word\x07\n' });
    const dir = directoryWith(files);
    for (const more of [[], ['--json']]) {
      const { stdout } = await hadeploy(dir, [...bothNodes, '--all', ...more]);
      expect(stdout).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    }
  });
});

describe('the layouts of a directory', () => {
  const scripted = (path: string): string =>
    keepalivedConf('lb01').replace('"/usr/bin/killall -0 haproxy"', `"${path}"`);
  const ids = async (files: Record<string, string>): Promise<string[]> => {
    const ran = await hadeploy(directoryWith(files), [
      'lint',
      '--node',
      'lb01=.',
      '--json',
      '--all',
    ]);
    return findings(ran.stdout).map(({ file, id }) => `${file} ${id}`);
  };
  const bad = '# hadeploy: allow VRRP001\n';

  it.each([
    ['keepalived.conf'],
    ['keepalived/keepalived.conf'],
    ['etc/keepalived/keepalived.conf'],
  ])('reads %s', async (path) => {
    expect(await ids({ [path]: `${bad}${keepalivedConf('lb01')}` })).toContain(`${path} LINT001`);
  });

  it.each([['haproxy.cfg'], ['haproxy/haproxy.cfg'], ['etc/haproxy/haproxy.cfg']])(
    'reads %s',
    async (path) => {
      expect(await ids({ [path]: `${bad}${haproxyCfg}` })).toContain(`${path} LINT001`);
    },
  );

  it('doubts run bits where no file has one, and only there', async () => {
    const cwd = directoryWith({
      'keepalived.conf': scripted('/etc/keepalived/check.sh'),
      'check.sh': '#!/bin/sh\ncurl -fsS -m 1 http://127.0.0.1/health\n',
      'notify.sh': '#!/bin/sh\n:\n',
    });
    const severity = async (): Promise<string | undefined> => {
      const ran = await hadeploy(cwd, ['lint', '--node', 'lb01=.', '--json']);
      return findings(ran.stdout).find(({ id }) => id === 'SCR006')?.severity;
    };
    expect(await severity()).toBe('warning');
    chmodSync(join(cwd, 'notify.sh'), 0o755);
    expect(await severity()).toBe('error');
    chmodSync(join(cwd, 'check.sh'), 0o755);
    expect(await severity()).toBeUndefined();
  });

  it('follows includes in all of them', async () => {
    const included = { main: 'include conf.d/*.conf\n', far: 'include /opt/ha/conf.d/*.conf\n' };
    const wrong = keepalivedConf('lb01').replace('_id 51', '_id 999');
    const flat = await ids({ 'keepalived.conf': included.main, 'conf.d/a.conf': wrong });
    const far = await ids({ 'keepalived.conf': included.far, 'conf.d/a.conf': wrong });
    const tree = await ids({
      'etc/keepalived/keepalived.conf': included.main,
      'etc/keepalived/conf.d/a.conf': wrong,
    });
    expect(flat.some((one) => one.startsWith('conf.d/a.conf VRRP'))).toBe(true);
    expect(far).toEqual(flat);
    expect(tree.some((one) => one.startsWith('etc/keepalived/conf.d/a.conf VRRP'))).toBe(true);
  });

  it('takes a flat script for the one that is named elsewhere', async () => {
    const { nodeFromDirectory } = await import('../../../src/cli/lint-sources/directory.ts');
    const given = { cwd: '/', versions: { keepalived: null, haproxy: null } };
    const pathsIn = (files: Record<string, string>): string[] =>
      nodeFromDirectory({ name: 'lb01', dir: directoryWith(files) }, given).files.map(
        ({ path }) => path,
      );
    const conf = scripted('/usr/local/bin/check.sh 1');
    const check = '#!/bin/sh\nexit 0\n';
    expect(pathsIn({ 'keepalived.conf': conf, 'check.sh': check })).toContain(
      '/usr/local/bin/check.sh',
    );
    expect(
      pathsIn({ 'etc/keepalived/keepalived.conf': conf, 'usr/local/bin/check.sh': check }),
    ).toContain('/usr/local/bin/check.sh');
  });

  it('knows what is absent only in a tree, and never a program', async () => {
    const { nodeFromDirectory } = await import('../../../src/cli/lint-sources/directory.ts');
    const given = { cwd: '/', versions: { keepalived: null, haproxy: null } };
    const conf = keepalivedConf('lb01');
    const files = { 'etc/keepalived/keepalived.conf': conf, 'usr/bin/x': '' };
    const tree = nodeFromDirectory({ name: 'lb01', dir: directoryWith(files) }, given);
    const flat = nodeFromDirectory(
      { name: 'lb01', dir: directoryWith({ 'keepalived.conf': conf }) },
      given,
    );
    expect(tree.isAbsent('/etc/keepalived/check.sh')).toBe(true);
    expect(tree.isAbsent('/etc/keepalived/keepalived.conf')).toBe(false);
    expect(tree.isAbsent('/etc/other/check.sh')).toBe(false);
    expect(tree.isAbsent('/usr/bin/killall')).toBe(false);
    expect(flat.isAbsent('/etc/keepalived/check.sh')).toBe(false);
  });
});

describe('bad input', () => {
  it.each([
    ['no such directory', ['--node', 'lb01=nowhere']],
    ['a file', ['--node', 'lb01=lb01/haproxy.cfg']],
    ['nothing to lint', ['--node', 'lb01=.']],
    ['a name twice', ['--node', 'lb01=lb01', '--node', 'lb01=lb02']],
    ['no name', ['--node', 'lb01']],
    ['a node and a cluster', ['prod', '--node', 'lb01=lb01']],
    ['a node and --live', ['--live', '--node', 'lb01=lb01']],
    ['no version', ['--node', 'lb01=lb01', '--keepalived-version', 'new']],
    ['no project', []],
    ['SARIF that cannot be written', ['--node', 'lb01=lb01', '--sarif', 'no/such/dir/x']],
  ])('%s', async (_, words) => {
    const ran = await hadeploy(directoryWith(flatPair()), ['lint', ...words]);
    expect(ran.code).toBe(64);
    expect(ran.stderr).toMatch(/→ \S/);
  });
});

describe('hostile directories', () => {
  const lint = (dir: string) => hadeploy(dir, ['lint', '--node', 'lb01=.', '--json', '--all']);

  it('passes over what is no text, and refuses it as the configuration itself', async () => {
    const conf = keepalivedConf('lb01');
    const noise = Buffer.alloc(10_000_000, 'a');
    const passed = await lint(
      directoryWith({ 'keepalived.conf': conf, 'big.log': noise, 'x.bin': 'a\0b' }),
    );
    expect([0, 3]).toContain(passed.code);
    expect((await lint(directoryWith({ 'keepalived.conf': noise }))).code).toBe(64);
    expect((await lint(directoryWith({ 'keepalived.conf': 'a\0b' }))).code).toBe(64);
    expect((await lint(directoryWith({ 'keepalived.conf/x': '' }))).code).toBe(64);
  });

  it('ends with one line of a megabyte, links in a circle, and a pipe', async () => {
    const dir = directoryWith({
      'keepalived.conf': `${keepalivedConf('lb01')}${'password'.repeat(120_000)} {\n`,
    });
    mkdirSync(join(dir, 'a'));
    symlinkSync('..', join(dir, 'a', 'up'));
    symlinkSync('loop', join(dir, 'loop'));
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    const started = Date.now();
    const ran = await hadeploy(dir, ['lint', '--node', 'lb01=.', '--all']);
    expect([0, 3]).toContain(ran.code);
    expect(ran.stdout.length).toBeLessThan(100_000);
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});
