import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeProbe } from '../../../src/engine/probe-answer.ts';
import { probeScript, withoutDoubles } from '../../../src/engine/probe.ts';
import { captureQueries } from './capture-queries.ts';

const capture = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../../captures/debian-12/probe-${name}.txt`), 'utf8');

describe('a real answer of a bare host', () => {
  const facts = decodeProbe(capture('bare'), captureQueries);

  it('system and addresses', () => {
    expect(facts?.system).toMatchObject({
      hostname: 'lb01',
      distro: 'debian',
      distroVersion: '12',
      packageManager: 'apt',
      systemd: true,
    });
    expect(facts?.system.clock).toBeGreaterThan(1_700_000_000);
    expect(facts?.addresses).toContainEqual({
      interface: 'eth0',
      family: 4,
      address: '198.51.100.11',
      prefixLength: 24,
    });
  });

  it('what is not there', () => {
    expect(facts?.files["/etc/it's $(not) there"]).toEqual({ type: 'absent' });
    expect(facts?.files['/etc/haproxy']).toEqual({ type: 'absent' });
    expect(facts?.units['haproxy.service']).toMatchObject({ load: 'not-found', enabled: '' });
    expect(facts?.sysctls['net.ipv4.no_such_key']).toBeNull();
    expect(facts?.packages).toMatchObject({
      haproxy: { installed: null, candidate: expect.stringMatching(/^2\.6\./) as string },
      'no-such-package': { installed: null, candidate: null },
    });
    expect(facts?.transactions).toEqual([]);
    expect(facts?.lease).toBeNull();
    expect(facts?.daemons).toBeUndefined();
  });

  it('guards by their command, whatever is in it', () => {
    expect(facts?.guards).toEqual({ 'exit 7': 7, "[ \"it's\" = 'it'\\''s' ]": 0 });
  });
});

describe('a real answer of a deployed host', () => {
  const facts = decodeProbe(capture('deployed'), captureQueries);

  it('files with mode, owner, digest, and content where it was asked for', () => {
    const file = facts?.files['/etc/haproxy/haproxy.cfg'];
    if (file?.type !== 'file' || !file.content) throw new Error('no content');
    expect(file).toMatchObject({ mode: '0644', owner: 'root', group: 'root' });
    expect(file.content.length).toBe(file.size);
    expect(createHash('sha256').update(file.content).digest('hex')).toBe(file.sha256);
    expect(facts?.files['/etc/keepalived/keepalived.conf']).toMatchObject({ mode: '0640' });
    expect(facts?.files['/etc/keepalived/keepalived.conf']).not.toHaveProperty('content');
    expect(facts?.files['/etc/haproxy']).toMatchObject({ type: 'directory', mode: '0755' });
    expect(facts?.files['/etc/mtab']).toMatchObject({ type: 'symlink' });
    expect(facts?.files['/dev/null']).toMatchObject({ type: 'other' });
  });

  it('units, packages, lists with tabs', () => {
    expect(facts?.units['haproxy.service']).toMatchObject({
      load: 'loaded',
      active: 'active',
      enabled: 'enabled',
      canReload: true,
    });
    expect(facts?.units['haproxy.service']?.mainPid).toBeGreaterThan(1);
    expect(facts?.packages['haproxy']?.installed).toMatch(/^2\.6\./);
    expect(facts?.sysctls).toMatchObject({
      'net.ipv4.ip_nonlocal_bind': '1',
      'net.ipv4.tcp_rmem': '4096\t131072\t33554432',
    });
  });

  it('what hadeploy and the daemons remember', () => {
    expect(facts?.transactions).toMatchObject([
      { state: 'confirmed', owner: 'anna@laptop', hosts: ['prod-bj-lb01', 'prod-bj-lb02'] },
    ]);
    expect(facts?.drifted).toEqual(['/etc/keepalived/check_haproxy.sh']);
    expect(facts?.daemons).toEqual({
      keepalivedVersion: '2.2.7',
      haproxyVersion: '2.6.12',
      vrrpStates: { INTERNAL_VIP: 'MASTER', PUBLIC_VIP: 'MASTER' },
      servers: [
        { backend: 'http_back', server: 'web01', status: 'UP' },
        { backend: 'http_back', server: 'web02', status: 'UP' },
      ],
    });
  });
});

describe('an answer that is none', () => {
  it('cut off anywhere before its last line', () => {
    const whole = capture('deployed');
    for (let length = 0; length < whole.length - 'end\n'.length; length += 97) {
      expect(decodeProbe(whole.slice(0, length), captureQueries)).toBeNull();
    }
  });

  it('empty, or of another program', () => {
    expect(decodeProbe('', captureQueries)).toBeNull();
    expect(decodeProbe('Welcome to host!\nend\n', captureQueries)).toBeNull();
    expect(decodeProbe('\tend\n\u0000\n', captureQueries)).toBeNull();
  });
});

describe('the questions', () => {
  it('each once, and of two about a file the one that wants its content', () => {
    expect(
      withoutDoubles([
        { query: 'file', path: '/etc/x', unlessSha256: '-' },
        { query: 'file', path: '/etc/x' },
        { query: 'sysctl', key: 'a.b' },
        { query: 'sysctl', key: 'a.b' },
      ]),
    ).toEqual([
      { query: 'file', path: '/etc/x', unlessSha256: '-' },
      { query: 'sysctl', key: 'a.b' },
    ]);
  });

  it('one call of the shell for all of a sort', () => {
    const script = probeScript('pair', captureQueries);
    for (const call of ['probe_files', 'probe_units', 'probe_packages', 'probe_sysctls']) {
      expect(script.match(new RegExp(`^${call} `, 'gm'))).toHaveLength(1);
    }
    expect(script.trimEnd().endsWith("printf 'end\\n'")).toBe(true);
  });
});
