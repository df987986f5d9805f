import { beforeAll, describe, expect, it } from 'vitest';
import { hadeploy, onPair, type Ended } from './support/hadeploy.ts';
import { lab } from './support/lab.ts';
import { onNode } from './support/node.ts';
import { labProject } from './support/project.ts';
import { changedOn, snapshots, untouched } from './support/snapshot.ts';

const first = 'prod-bj-lb01';

const doctor = (words: string[] = [], project?: string): Promise<Ended> =>
  onPair('doctor', words, project === undefined ? {} : { project });

/** What fails or warns, a line each. */
function told({ result }: Ended): string[] {
  return (result.checks ?? [])
    .filter(({ ok, warning }) => !ok || warning === true)
    .map(
      ({ id, host, ok, detail }) => `${id} ${host ?? 'pair'} ${ok ? 'warns' : 'fails'}: ${detail}`,
    );
}

/** What is said while lb01 is spoiled like this; `mend` puts it back. */
async function toldAfter(
  spoil: string,
  mend: string,
): Promise<{ code: number | null; said: string[] }> {
  await onNode('lb01', spoil);
  try {
    const ended = await doctor();
    return { code: ended.code, said: told(ended) };
  } finally {
    await onNode('lb01', mend);
  }
}

beforeAll(async () => {
  await lab('reset');
}, 120_000);

describe('doctor', { timeout: 60_000 }, () => {
  it('finds bare nodes fit, shows in numbers what it looked at, and leaves no trace', async () => {
    const before = await snapshots();
    const ended = await doctor();
    expect(told(ended)).toEqual([]);
    expect(ended.code).toBe(0);
    expect(changedOn(before, await snapshots())).toEqual(untouched);
    const detail = (id: string): string =>
      (ended.result.checks ?? []).find((check) => check.id === id && check.host !== 'lb02')
        ?.detail ?? '';
    expect(detail('login')).toMatch(/^as ops, with sudo; \d+\.\d\d s to log in, \d+\.\d\d s for/);
    expect(detail('system')).toMatch(/^debian 12, kernel \S+, systemd \d+, apt$/);
    expect(detail('packages')).toMatch(/^on offer: .*haproxy 2\.\S+, keepalived \S+/);
    expect(detail('program')).toMatch(/^\d+\.\d+\.\d+ on Node\.js /);
  });

  it('says what to type next', async () => {
    const { stdout } = await hadeploy(['doctor', 'prod-bj']);
    expect(stdout).toContain('hadeploy plan prod-bj');
  });

  it('tells of a read-only disk', async () => {
    const { code, said } = await toldAfter(
      'mount --bind /var/lib /var/lib && mount -o remount,ro,bind /var/lib',
      'umount --lazy /var/lib',
    );
    expect(said).toEqual([
      expect.stringMatching(`^writable ${first} fails: /var/lib: rmdir: .*Read-only file system`),
    ]);
    expect(code).toBe(3);
  });

  it('tells who holds the lock of apt', async () => {
    // dpkg locks like this: fcntl(2), F_SETLK over the whole file.
    const hold = `open F, "+<", "/var/lib/dpkg/lock-frontend" or die; my $lock = pack "s s l! l! i", 1, 0, 0, 0, 0; fcntl F, 6, $lock or die; sleep 60`;
    const { code, said } = await toldAfter(
      `systemd-run --quiet --collect --unit=test-lock perl -e '${hold}'; sleep 0.5`,
      'systemctl stop test-lock',
    );
    expect(said).toEqual([
      expect.stringMatching(`^packages ${first} warns: perl \\(process \\d+\\) is installing`),
    ]);
    expect(code).toBe(0);
  });

  it('tells of a package that is half there', async () => {
    const { code, said } = await toldAfter(
      'cd /tmp && apt-get -q download psmisc >/dev/null 2>&1 && dpkg --unpack psmisc_*.deb >/dev/null',
      'dpkg --purge psmisc >/dev/null; rm /tmp/psmisc_*.deb',
    );
    expect(said).toEqual([`packages ${first} fails: psmisc is unpacked`]);
    expect(code).toBe(3);
  });

  it('tells of upgrades that nobody asks for, as apt is configured', async () => {
    const { said } = await toldAfter(
      `printf 'APT::Periodic::Unattended-Upgrade "1";\\nUnattended-Upgrade::Package-Blacklist { "haproxy"; "so"; "psmisc$"; };\\n' >/etc/apt/apt.conf.d/99-test
       install -m 755 /dev/null /usr/bin/unattended-upgrade; systemctl start apt-daily-upgrade.timer`,
      'systemctl stop apt-daily-upgrade.timer; rm /etc/apt/apt.conf.d/99-test /usr/bin/unattended-upgrade',
    );
    expect(said).toEqual([
      `unasked-updates ${first} warns: unattended-upgrades may upgrade keepalived, on both nodes in the same night`,
    ]);
  });

  it('tells of another tool, and of a failed unit', async () => {
    const { code, said } = await toldAfter(
      'systemd-run --quiet --unit=puppet sleep 60; systemd-run --quiet --unit=broken false; sleep 0.5',
      'systemctl stop puppet; systemctl reset-failed broken',
    );
    expect(said).toEqual([
      `system-state ${first} warns: failed: broken.service`,
      `other-tools ${first} warns: puppet.service is active`,
    ]);
    expect(code).toBe(0);
  });

  it('looks at the other node where one refuses, and says why', async () => {
    const project = labProject(`hosts: { ${first}: { connection: { port: 1 } } }\n`);
    const ended = await doctor([], project);
    expect(told(ended)).toEqual([`login ${first} fails: unreachable`]);
    expect(ended.code).toBe(3);
    expect(ended.result.checks?.some(({ host, ok }) => host === 'prod-bj-lb02' && ok)).toBe(true);
    expect(ended.events.find(({ event }) => event === 'failure')).toMatchObject({
      failure: { reason: 'unreachable', host: first },
    });
  });

  it('ends with 69 where no node lets it in', async () => {
    const project = labProject('connection: { user: nobody-here }\n');
    expect((await doctor([], project)).code).toBe(69);
  });

  it('looks at the nodes also where the playbook is not sound', async () => {
    const project = labProject('playbook: broken\n', {
      'playbooks/broken.yaml': 'name: broken\nsteps:\n  - name: x\n    fiel: {}\n',
    });
    const ended = await doctor([], project);
    // What a playbook installs is not missed; of this one nobody knows what it installs.
    const missing = (host: string): unknown =>
      expect.stringMatching(`^programs ${host} warns: no socat: `);
    expect(told(ended)).toEqual([
      'playbook pair fails: the playbook broken cannot be used',
      missing(first),
      missing('prod-bj-lb02'),
    ]);
    expect(ended.code).toBe(3);
    expect(JSON.stringify(ended.events)).toContain('fiel');
    const { stderr } = await hadeploy(['doctor', 'prod-bj'], { project });
    expect(stderr).toMatch(/playbooks\/broken\.yaml:4:5/);
    expect(stderr).not.toContain('no connection');
  });
});
