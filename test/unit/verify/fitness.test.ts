import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/core/facts.ts';
import { programOf } from '../../../src/lint/shell/program.ts';
import { readShell } from '../../../src/lint/shell/read.ts';
import { runChecks } from '../../../src/verify/checks.ts';
import { fitnessChecks } from '../../../src/verify/fitness.ts';
import { helpfulPrograms, neededPrograms } from '../../../src/verify/fitness/programs.ts';
import { fitnessOf } from '../../../src/verify/fitness/read.ts';
import { viewAfter } from './healthy.ts';

const fit = 'systemd\t252\nstate\trunning\n';

/** What is said of lb01 where its script printed this besides. */
function told(lines: string, spoil: (facts: Facts) => void = () => {}): string[] {
  const view = viewAfter(({ lb01, lb02 }) => {
    lb01.outputs = { ...lb01.outputs, fitness: { code: 0, text: fit + lines } };
    lb02.outputs = { ...lb02.outputs, fitness: { code: 0, text: fit } };
    spoil(lb01);
  });
  return runChecks(view, fitnessChecks)
    .filter(({ ok, warning }) => !ok || warning === true)
    .map(
      ({ id, host, ok, detail }) => `${id} ${host ?? 'pair'} ${ok ? 'warns' : 'fails'}: ${detail}`,
    );
}

const lb01 = 'prod-bj-lb01';
const withPackages = (facts: Facts): void => {
  facts.packages = {
    haproxy: { installed: '2.6.12-1', candidate: null },
    keepalived: { installed: null, candidate: '2.2.7-1' },
  };
};

describe('fitness', () => {
  it('has nothing to say of nodes that are fit', () => expect(told('', withPackages)).toEqual([]));

  it.each<[string, string, ((facts: Facts) => void) | undefined, RegExp]>([
    [
      'a program that is not there',
      'missing\tflock\n',
      undefined,
      /^programs \S+ fails: not there: flock/,
    ],
    [
      'one that would help',
      'missing\tperl\n',
      undefined,
      /^programs \S+ warns: no perl: verify asks/,
    ],
    [
      'an old systemd',
      'systemd\t219\n',
      ({ outputs }) => {
        if (outputs?.['fitness']) outputs['fitness'].text = 'systemd\t219\n';
      },
      /^system \S+ fails: systemd 219 is too old: 236/,
    ],
    [
      'no systemd',
      '',
      ({ system }) => (system.systemd = false),
      /^system \S+ fails: debian 12 does not run/,
    ],
    [
      'another system',
      '',
      ({ system }) => (system.distro = 'arch'),
      /^system \S+ warns: hadeploy was never tried on arch 12/,
    ],
    [
      'no package manager',
      '',
      ({ system }) => (system.packageManager = null),
      /^system \S+ warns: neither apt nor dnf/,
    ],
    [
      'a node on its way down',
      'state\tstopping\n',
      ({ outputs }) => {
        if (outputs?.['fitness']) outputs['fitness'].text = 'systemd\t252\nstate\tstopping\n';
      },
      /^system-state \S+ fails: systemd says: stopping/,
    ],
    [
      'a failed unit',
      'failed\tlogrotate.service\n',
      undefined,
      /^system-state \S+ warns: failed: logrotate.service/,
    ],
    [
      'a read-only /etc',
      'unwritable\t/etc\trmdir: Read-only file system\n',
      undefined,
      /^writable \S+ fails: \/etc: rmdir: Read-only/,
    ],
    [
      'a read-only /usr',
      'unwritable\t/usr\tRead-only file system\n',
      undefined,
      /^writable \S+ warns: \/usr/,
    ],
    [
      'a package that is half there',
      'half\tsocat\tunpacked\n',
      undefined,
      /^packages \S+ fails: socat is unpacked/,
    ],
    [
      'somebody installing',
      'lock\t/var/lib/dpkg/lock\t77\tapt-get\nlock\t/var/lib/dpkg/lock-frontend\t77\tapt-get\n',
      undefined,
      /^packages \S+ warns: apt-get \(process 77\) is installing something just now$/,
    ],
    [
      'a package that nobody offers',
      '',
      (facts) => (facts.packages = { haproxy: { installed: null, candidate: null } }),
      /^packages \S+ warns: the node's package lists do not know haproxy/,
    ],
    [
      'an updater',
      'updates\tunattended-upgrades\n',
      withPackages,
      /^unasked-updates \S+ warns: unattended-upgrades may upgrade haproxy and keepalived/,
    ],
    [
      'an updater that is told to keep one',
      'updates\tunattended-upgrades\nkept\thaproxy\nkept\tkeep$\nkept\t(?<=x\n',
      withPackages,
      /may upgrade keepalived, on both/,
    ],
    [
      'another tool',
      'agent\tpuppet.service\n',
      undefined,
      /^other-tools \S+ warns: puppet.service is active/,
    ],
  ])('tells of %s', (_, lines, spoil, expected) => {
    const found = told(lines, (facts) => spoil?.(facts));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
    expect(found[0]).toContain(` ${lb01} `);
  });

  it('has nothing against an updater that keeps all of them', () =>
    expect(
      told('updates\tdnf-automatic.timer\nkept\thaproxy.*$\nkept\tkeepalived$\n', withPackages),
    ).toEqual([]));

  it('does not miss what the playbook will install', () =>
    expect(
      told('missing\tsocat\n', (facts) => {
        facts.packages = { socat: { installed: null, candidate: '1.7' } };
      }),
    ).toEqual([]));
});

describe.each([['dash'], ['bash'], ['busybox', 'sh']])('fitness.sh in %s %s', (...shell) => {
  const [program = 'sh', ...words] = shell.filter((word) => word !== undefined);

  it('finds what is missing, and changes nothing where it asks whether it may', () => {
    const text = execFileSync(
      program,
      [...words, 'src/remote/verify/fitness.sh', 'ls', 'no-such'],
      {
        encoding: 'utf8',
      },
    );
    const facts = { outputs: { fitness: { code: 0, text } } } as unknown as Facts;
    const { missing, unwritable } = fitnessOf(facts);
    expect(missing).toEqual(['no-such']);
    expect(unwritable).toEqual([]);
    expect(readdirSync('/etc').filter((name) => name.startsWith('.hadeploy'))).toEqual([]);
  });
});

/** Called only where they are, or instead of another, or by the products whose business they are. */
const asksFirst = [
  ...[
    'apt-cache',
    'apt-config',
    'apt-get',
    'apt-mark',
    'dpkg-query',
    'dnf',
    'yum',
    'rpm',
    'arping',
  ],
  ...['selinuxenabled', 'matchpathcon', 'restorecon', 'chcon', 'semodule', 'systemd-detect-virt'],
  ...['nft', 'iptables', 'iptables-save', 'iptables-legacy-save', 'ip6tables-save', 'firewall-cmd'],
  ...[
    'keepalived',
    'haproxy',
    'nginx',
    'mariadb',
    'mysql',
    'vmware-rpctool',
    'bash',
    'ufw',
    'wget',
  ],
];

/** A pattern of `case`, that a program happens to be called like: a word of keepalived.conf. */
const notCalled = ['script'];

/** Staging goes on without it, only less gently. */
const doneWithout = ['renice'];

it('asks for every program that the scripts on a node call', () => {
  const files = readdirSync('src/remote', { recursive: true, withFileTypes: true })
    .filter(({ name }) => name.endsWith('.sh'))
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
  const called = new Set(
    files.flatMap((text) =>
      readShell(text).commands.flatMap((command) => programOf(command).names),
    ),
  );
  const own = new Set(
    files.flatMap((text) => [...text.matchAll(/^\s*(\w+)\(\)/gm)].map(([, name]) => name)),
  );
  const installed = (name: string): boolean =>
    ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].some((folder) => readdirSync(folder).includes(name));
  const builtIn = new Set(
    execFileSync('bash', ['-c', 'compgen -b; compgen -k'], { encoding: 'utf8' }).split('\n'),
  );
  const known = new Set([
    ...neededPrograms,
    ...Object.keys(helpfulPrograms),
    ...asksFirst,
    ...notCalled,
    ...doneWithout,
  ]);
  const forgotten = [...called].filter(
    (name) => !own.has(name) && !builtIn.has(name) && !known.has(name) && installed(name),
  );
  expect(forgotten).toEqual([]);
});
