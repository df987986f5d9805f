import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCheckScripts, type CheckScriptRun } from '../../../src/verify/check-script-run.ts';
import { readMentionedFiles } from '../../../src/verify/mentioned-files.ts';
import { readNetwork } from '../../../src/verify/network.ts';

const directory = mkdtempSync(join(tmpdir(), 'hadeploy-verify-'));
afterAll(() => rmSync(directory, { recursive: true }));

const shells = [['dash'], ['bash'], ['busybox', 'sh']];

function file(name: string, text: string, mode = 0o644): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function run(shell: string[], script: string, ...args: string[]): string {
  const [program = 'sh', ...words] = shell.filter((word) => word !== undefined);
  return execFileSync(program, [...words, join('src/remote/verify', script), ...args]).toString();
}

const me = execFileSync('id', ['-un']).toString().trim();

function scriptsOf(shell: string[], config: string): CheckScriptRun[] {
  return readCheckScripts(run(shell, 'check-scripts.sh', file('keepalived.conf', config)));
}

/** As keepalived.conf writes it; run as whoever runs this test. */
const block = (name: string, line: string): string =>
  `vrrp_script ${name} {\n    script ${line}\n    interval 2\n}\n`;

describe.each(shells)('check-scripts.sh in %s %s', (...shell) => {
  const good = file('good.sh', '#!/bin/sh\n# needs curl only in a comment\nexit 0\n', 0o755);
  const bad = file('bad.sh', '#!/bin/sh\necho "no such service" >&2\nexit 7\n', 0o755);
  const plain = file('plain.sh', '#!/bin/sh\nexit 0\n');
  const words = file('words.sh', '#!/bin/sh\nprintf "<%s>" "$@"\n', 0o755);
  const needy = file('needy.sh', '#!/bin/sh\nredis-cli || exit 3\n', 0o755);
  const as = `global_defs {\n    script_user ${me}\n}\n`;

  it('looks at each script and runs it once', () => {
    const found = scriptsOf(
      shell,
      as +
        block('one', good) +
        block('two', `"${bad}"`) +
        block('three', plain) +
        block('four', '/no/such'),
    );
    expect(found).toMatchObject([
      {
        name: 'one',
        user: me,
        path: good,
        present: true,
        mode: '755',
        mayRun: true,
        exitCode: 0,
        missing: [],
        words: '',
      },
      { name: 'two', path: bad, exitCode: 7, words: 'no such service' },
      { name: 'three', path: plain, mode: '644', mayRun: false, exitCode: null },
      { name: 'four', path: '/no/such', present: false, mayRun: false, exitCode: null },
    ]);
    expect(found[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('finds those of included files, also where they include each other', () => {
    file('more-1.conf', `${block('one', good)}include "more-*.conf"\n`);
    file('more-2.conf', `include ${directory}/no-such.conf\n${block('two', bad)}`);
    const found = scriptsOf(shell, `${as}include more-2.conf # those\n${block('three', good)}`);
    expect(found.map(({ name }) => name)).toEqual(['two', 'three']);
    const circle = scriptsOf(shell, `${as}include more-1.conf\n`);
    expect(new Set(circle.map(({ name }) => name))).toEqual(new Set(['one', 'two']));
  });

  it('gives a script its words, and leaves alone what a shell would have to read', () => {
    const [plainWords, quoted] = scriptsOf(
      shell,
      as +
        block('one', `"${words} a *.conf" # b`) +
        block('two', `"${words} 'a b'; touch ${directory}/planted"`),
    );
    expect(plainWords).toMatchObject({ exitCode: 0, words: '<a><*.conf>' });
    expect(quoted).toMatchObject({ path: words, exitCode: null });
    expect(() => execFileSync('test', ['-e', `${directory}/planted`])).toThrow();
  });

  it('names a program that is not there', () => {
    const [found] = scriptsOf(shell, as + block('one', needy));
    expect(found).toMatchObject({ exitCode: 3, missing: ['redis-cli'] });
  });

  it('takes the user of the block, and comments for what they are', () => {
    const config = `${as}# script /no/such\nvrrp_script one {\n  ! script /no/such\n  user nobody\n  script ${plain}\n}\n`;
    expect(scriptsOf(shell, config)).toMatchObject([{ name: 'one', user: 'nobody', path: plain }]);
  });

  it('a file without scripts has none', () => {
    expect(scriptsOf(shell, 'vrrp_instance A {\n}\n')).toEqual([]);
  });
});

describe.each(shells)('mentioned-files.sh in %s %s', (...shell) => {
  it('finds certificates, maps and error pages, each once', () => {
    const map = file('hosts.map', 'a b\n');
    const page = file('503.http', 'HTTP/1.0 503\r\n');
    const config = file(
      'haproxy.cfg',
      `  errorfile 503 ${page}\n  use_backend %[req.hdr(host),map(${map},x)]\n  errorfile 502 ${page}\n # ${directory}/words.sh\n  chroot ${directory}\n  log /dev/log local0\n`,
    );
    const found = readMentionedFiles(run(shell, 'mentioned-files.sh', config));
    expect(found.map(({ path }) => path).sort()).toEqual([page, map].sort());
    expect(found.every(({ sha256, changedAt }) => sha256.length === 64 && changedAt > 1e9)).toBe(
      true,
    );
  });

  it('finds what is in a directory of certificates', () => {
    const certs = mkdtempSync(join(directory, 'certs-'));
    writeFileSync(join(certs, 'site one.pem'), 'x');
    const config = file('haproxy.cfg', `  bind :443 ssl crt ${certs}\n`);
    const found = readMentionedFiles(run(shell, 'mentioned-files.sh', config));
    expect(found.map(({ path }) => path)).toEqual([join(certs, 'site one.pem')]);
  });

  it('names none where there are none, or no file', () => {
    expect(run(shell, 'mentioned-files.sh', file('haproxy.cfg', 'global\n'))).toBe('');
    expect(run(shell, 'mentioned-files.sh', '/no/such')).toBe('');
  });
});

describe.each(shells)('machine.sh in %s %s', (...shell) => {
  it('says what it can on any machine', () => {
    expect(run(shell, 'machine.sh')).toMatch(/^boot_id=[0-9a-f-]{36}\n/);
  });
});

describe('what network.sh prints', () => {
  it('is read', () => {
    const text =
      'link lo 65536 -\nlink eth0 1500 02:42:C6:33:64:0B\narp eth0 192.0.2.1 02:42:c6:33:64:0c\narp-by perl\nneighbour eth0 192.0.2.9 02:42:c6:33:64:0d\n';
    expect(readNetwork(text)).toEqual({
      links: [
        { interface: 'lo', mtu: 65536, mac: null },
        { interface: 'eth0', mtu: 1500, mac: '02:42:c6:33:64:0b' },
      ],
      arp: [{ interface: 'eth0', address: '192.0.2.1', mac: '02:42:c6:33:64:0c' }],
      arpBy: 'perl',
      neighbours: [{ interface: 'eth0', address: '192.0.2.9', mac: '02:42:c6:33:64:0d' }],
    });
  });

  it('nothing at all is read too', () => {
    expect(readNetwork('')).toEqual({ links: [], arp: [], arpBy: null, neighbours: [] });
  });
});
