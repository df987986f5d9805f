import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addresses, lab, labDirectory, vips } from './support/lab.ts';
import { hadeploy, onPair, type Ended } from './support/hadeploy.ts';
import { onBoth, onNode, type Node } from './support/node.ts';
import { labProject, project } from './support/project.ts';
import { changedOn, leftovers, snapshots, untouched, type Snapshot } from './support/snapshot.ts';
import { failuresIn, startTraffic } from './support/traffic.ts';

const run = (file: string): string => join(labDirectory, 'run', file);
const said = ({ stdout, stderr }: Ended): string => stdout + stderr;
const apply = (directory: string, ...words: string[]): Promise<Ended> =>
  hadeploy(['apply', 'prod-bj', '--yes', ...words], { project: directory });

describe('bad input is refused before any connection', () => {
  const step = (text: string): string => `name: own\nsteps:\n${text}\n`;
  const withPlaybook = (text: string): string =>
    labProject('playbook: own\n', { 'playbooks/own.yaml': step(text) });
  const cases: Record<string, { words?: string[]; directory?: () => string; says: RegExp[] }> = {
    'unknown host in --limit': {
      words: ['--limit', 'prod-bj-lb03'],
      says: [
        /--limit prod-bj-lb03: prod-bj has no such host or group/,
        /did you mean `prod-bj-lb0/,
      ],
    },
    'unknown tag': { words: ['--tags', 'haprox'], says: [/`haprox`/, /did you mean `haproxy`/] },
    'unknown step': {
      directory: () => withPlaybook('  - sysclt: { net.ipv4.ip_forward: 1 }'),
      says: [/own\.yaml:3:5/, /unknown step kind `sysclt`/, /did you mean `sysctl`/],
    },
    'wrong parameters of a step': {
      directory: () =>
        withPlaybook(
          "  - file: { path: /etc/../x, content: '', owner: Bad Owner }\n  - package: [--force]",
        ),
      says: [
        /own\.yaml:3:\d+ +steps\[0\]\.file\.path\n +must not contain \. or \.\./,
        /own\.yaml:3:\d+ +steps\[0\]\.file\.owner\n +must be a user or group name/,
        /own\.yaml:4:\d+ +steps\[1\]\.package\[0\]\n +must be a package name/,
      ],
    },
    'missing variable': {
      directory: () =>
        withPlaybook("  - file: { path: /etc/motd, content: 'hello {{ vars.nmae }}' }"),
      says: [/own\.yaml:3:\d+/, /nmae/],
    },
    'missing secret': {
      directory: () =>
        labProject('vrrp: { instances: { PUBLIC_VIP: { auth_pass: !secret nope } } }\n'),
      says: [
        /prod-bj\.yaml:2:\d+ +vrrp\.instances\.PUBLIC_VIP\.auth_pass/,
        /the secret `nope` has no value/,
        /HADEPLOY_SECRET_NOPE/,
      ],
    },
    'a secret whose command fails': {
      directory: () => labProject('secrets: { public_vip: { command: ["false"] } }\n'),
      says: [/prod-bj\.yaml:\d+:\d+/, /`public_vip` has no value/],
    },
    'a secret in plain text': {
      directory: () => labProject('vrrp: { instances: { PUBLIC_VIP: { auth_pass: hunter22 } } }\n'),
      says: [/prod-bj\.yaml:2:\d+/, /must not stand in plain text/, /!secret NAME/],
    },
    'template typo': {
      directory: () =>
        labProject('', {
          'playbooks/templates/haproxy.cfg.liquid': 'global\n  maxconn {{ haproxy.maxcon }}\n',
        }),
      says: [
        /haproxy\.cfg\.liquid:2:\d+/,
        /did you mean `haproxy\.maxconn`|did you mean `maxconn`/,
      ],
    },
    'template syntax': {
      directory: () =>
        labProject('', { 'playbooks/templates/haproxy.cfg.liquid': 'global\n{% if true %}\n' }),
      says: [/haproxy\.cfg\.liquid:2:\d+/],
    },
    'YAML error': {
      directory: () => project({ 'inventory/prod-bj.yaml': 'cluster: prod-bj\nhosts: { a: [\n' }),
      says: [/prod-bj\.yaml:\d+:\d+/],
    },
    'misspelt key': {
      directory: () => labProject('hosts: { prod-bj-lb01: { priorty: 5 } }\n'),
      says: [/prod-bj\.yaml:2:\d+ +hosts\.prod-bj-lb01/, /did you mean `priority`/],
    },
    'a VRID that is none': {
      directory: () => labProject('vrrp: { instances: { PUBLIC_VIP: { vrid: 256 } } }\n'),
      says: [/prod-bj\.yaml:2:\d+ +vrrp\.instances\.PUBLIC_VIP\.vrid/, /255/],
    },
    'unknown playbook': {
      directory: () => labProject('playbook: haproxy-keepalive\n'),
      says: [/haproxy-keepalive`/, /did you mean `haproxy-keepalived`/],
    },
    'a flag out of range': { words: ['--confirm-timeout', '3'], says: [/10 to 3600/] },
    'no --yes and nobody to ask': { words: ['--no-yes'], says: [/unknown option/] },
  };
  it.each(Object.entries(cases))('%s', async (_, { words = [], directory, says }) => {
    const ended = await apply(directory?.() ?? labProject(), ...words);
    expect(ended.code).toBe(64);
    for (const words of says) expect(said(ended)).toMatch(words);
    expect(said(ended)).not.toMatch(/\n +at .*\.js:/);
  });

  it('says all that is wrong at once', async () => {
    const ended = await apply(
      labProject('hosts: { prod-bj-lb01: { priorty: 5 } }\nvrrp: { advert_int: soon }\n'),
    );
    expect(ended.code).toBe(64);
    expect(said(ended)).toContain('2 problems');
    expect(said(ended)).toMatch(/yaml:2:[\s\S]*yaml:3:/);
  });
});

describe('on a running pair', { timeout: 60_000 }, () => {
  let before: Record<Node, Snapshot>;

  beforeAll(async () => {
    await lab('reset');
    expect((await onPair('apply')).code).toBe(0);
    before = await snapshots();
  });

  /** Nothing live is other than before; nothing of hadeploy is left. */
  async function nothingTouched(): Promise<void> {
    // A candidate is tried for room next to its target: the time of that directory moves, nothing in it.
    // What apt knows of its mirrors, and whether the watchdog has stood guard, is no state either.
    const except =
      /^(own |time \/etc(\/(haproxy|keepalived|sysctl\.d|systemd\/system(\/sysinit\.target\.wants)?))?$|\w+ \/var\/(lib|cache)\/apt)/;
    expect(changedOn(before, await snapshots(), { except })).toEqual(untouched);
    expect(await onBoth(leftovers)).toEqual({ lb01: '', lb02: '' });
  }

  describe('a configuration that the daemon rejects', () => {
    const good = (): Promise<string> => onNode('lb01', 'cat /etc/haproxy/haproxy.cfg');

    it('haproxy -c: its own message, the line, nothing touched, the VIPs answer', async () => {
      const bad = (await good()).replace('balance roundrobin', 'balance roundrobbin');
      const line = bad.split('\n').findIndex((text) => text.includes('roundrobbin')) + 1;
      const directory = labProject('haproxy: { config: ../own.cfg }\n', { 'own.cfg': bad });
      const traffic = startTraffic(vips);
      const ended = await apply(directory);
      const answers = await traffic.stop();
      expect(ended.code).toBe(1);
      expect(said(ended)).toContain('haproxy refuses the new /etc/haproxy/haproxy.cfg');
      expect(said(ended)).toMatch(
        /parsing \[\/etc\/haproxy\/haproxy\.cfg:\d+\] : balance only supports 'roundrobin'/,
      );
      expect(said(ended)).toContain(`${line}:     balance roundrobbin`);
      expect(failuresIn(answers)).toEqual([]);
      await nothingTouched();
    });

    it('on one node only: the other is not touched either', async () => {
      const template = (await good()).replace(
        '    retries 3',
        "    {% if host.name == 'prod-bj-lb02' %}retriess 3{% else %}retries 4{% endif %}",
      );
      const directory = labProject('haproxy: { config: ../own.cfg.liquid }\n', {
        'own.cfg.liquid': template,
      });
      const ended = await apply(directory, '--json');
      expect(ended.code).toBe(1);
      expect(ended.result.hosts).toMatchObject({
        'prod-bj-lb01': { outcome: 'skipped', changes: 0 },
        'prod-bj-lb02': { outcome: 'failed', changes: 0 },
      });
      expect(ended.events).toContainEqual(
        expect.objectContaining({
          event: 'failure',
          failure: expect.objectContaining({
            reason: 'candidate-invalid',
            host: 'prod-bj-lb02',
            validator: 'haproxy',
            excerpt: expect.stringMatching(/^\d+: +retriess 3$/) as string,
          }) as object,
        }),
      );
      await nothingTouched();
    });

    it('keepalived -t: its own message, the line, nothing touched', async () => {
      const conf = (await onNode('lb01', 'cat /etc/keepalived/keepalived.conf')).replace(
        'virtual_router_id 51',
        'virtual_router_idd 51',
      );
      const inventory = 'vrrp: { config: ../own.conf }\n';
      const files = { 'own.conf': conf };
      const linted = await apply(labProject(inventory, files));
      expect(linted.code).toBe(64);
      expect(said(linted)).toMatch(/VRRP060: .*"virtual_router_idd"/);
      const passed = '# hadeploy: allow VRRP001, VRRP011, VRRP060: to hear what the node says\n';
      const ended = await apply(labProject(`${inventory}${passed}`, files));
      expect(ended.code).toBe(1);
      expect(said(ended)).toContain('keepalived refuses the new /etc/keepalived/keepalived.conf');
      expect(said(ended)).toMatch(/Unknown keyword 'virtual_router_idd'/);
      expect(said(ended)).toMatch(/\d+: +virtual_router_idd 51/);
      await nothingTouched();
    });

    it('a check script with a syntax error', async () => {
      const files = { 'playbooks/templates/check_haproxy.sh.liquid': '#!/bin/sh\nif true; then\n' };
      const linted = await apply(labProject('', files));
      expect(linted.code).toBe(64);
      expect(said(linted)).toMatch(/SCR020: .*[Ss]yntax error/);
      const passed = '# hadeploy: allow SCR020: to hear what the node says\n';
      const ended = await apply(labProject(passed, files));
      expect(ended.code).toBe(1);
      expect(said(ended)).toMatch(/check_haproxy\.sh.*[Ss]yntax error/);
      await nothingTouched();
    });
  });

  describe('a host that we do not get into', () => {
    const change = 'haproxy: { timeouts: { connect: 4s } }\n';

    it('wrong port on one: 69, the other not touched', async () => {
      const ended = await apply(
        labProject(`${change}hosts: { prod-bj-lb02: { connection: { port: 2 } } }\n`),
      );
      expect(ended.code).toBe(69);
      expect(said(ended)).toMatch(
        new RegExp(`prod-bj-lb02 \\(${addresses.LB02}:2\\) cannot be reached`),
      );
      expect(said(ended)).toContain('is sshd running, and is the port right?');
    });

    it('wrong host key: refused, whatever is asked for', async () => {
      const lines = readFileSync(run('known_hosts'), 'utf8').split('\n');
      const [, ...other] = lines.find((line) => line.startsWith(addresses.LB01))?.split(' ') ?? [];
      const directory = labProject(change);
      const file = join(directory, 'known_hosts');
      const own = lines.filter((line) => line.includes(addresses.LB01));
      writeFileSync(file, `${own.join('\n')}\n${addresses.LB02} ${other.join(' ')}\n`);
      for (const flags of [[], ['--accept-new-host-keys']]) {
        const ended = await apply(directory, '--known-hosts', file, ...flags);
        expect(ended.code).toBe(69);
        expect(said(ended)).toMatch(/prod-bj-lb02 .*shows another host key than the one we know/);
        expect(said(ended)).toContain(`known: ${file}:${own.length + 1}`);
        expect(said(ended)).toContain('ssh-keygen -R');
      }
    });

    it('unknown host key: its fingerprint, and how to compare it', async () => {
      const directory = labProject(change, { empty: '' });
      const ended = await apply(directory, '--known-hosts', join(directory, 'empty'));
      expect(ended.code).toBe(69);
      expect(said(ended)).toMatch(/prod-bj-lb01.*host key is in no known_hosts file/);
      expect(said(ended)).toMatch(/SHA256:[A-Za-z0-9+/]{43}/);
      expect(said(ended)).toContain('ssh-keygen -lf');
      expect(readFileSync(join(directory, 'empty'), 'utf8')).toBe('');
    });

    it('wrong key', async () => {
      const ended = await apply(labProject(change), '--identity', run('id_wrong'));
      expect(ended.code).toBe(69);
      expect(said(ended)).toMatch(/the server does not let ops in/);
      expect(said(ended)).toContain(run('id_wrong'));
    });

    it('a user without sudo', async () => {
      const ended = await apply(labProject(change), '--user', 'nosudo');
      expect(ended.code).toBe(69);
      expect(said(ended)).toMatch(/nosudo may not become root with sudo/);
      expect(said(ended)).toContain('sudo -l');
      const json = await apply(labProject(change), '--user', 'nosudo', '--json');
      expect(Object.values(json.result.hosts).map(({ outcome }) => outcome)).toEqual([
        'unreachable',
        'unreachable',
      ]);
    });

    it('a sudo that wants a password: says so; with the password it works', async () => {
      const without = await apply(labProject(change), '--user', 'opspw');
      expect(without.code).toBe(69);
      expect(said(without)).toContain('a password is required');
      const directory = labProject(
        `connection: { user: opspw, sudo_password: !secret sudo }\nsecrets: { sudo: { file: ${run('opspw.password')} } }\n`,
      );
      expect((await apply(directory)).code).toBe(0);
    });

    it('a host that is off: 69; with --limit the other one is done alone', async () => {
      const ended = await apply(
        labProject(
          `${change}hosts: { prod-bj-lb02: { address: ${addresses.LAB_NET}.99 } }\nconnection: { connect_timeout: 2 }\n`,
        ),
      );
      expect(ended.code).toBe(69);
      expect(said(ended)).toMatch(/prod-bj-lb02 .*cannot be reached/);
      const alone = await hadeploy(['plan', 'prod-bj', '--limit', 'prod-bj-lb01', '--json'], {
        project: labProject(
          `${change}hosts: { prod-bj-lb02: { address: ${addresses.LAB_NET}.99 } }\n`,
        ),
      });
      expect(alone.code).toBe(2);
      expect(Object.keys(alone.result.hosts)).toEqual(['prod-bj-lb01']);
    });

    it('and none of these has touched anything', nothingTouched);
  });

  describe('a node that is in no state for it', () => {
    const own = (steps: string, more = ''): string =>
      labProject(`playbook: own\n${more}`, { 'playbooks/own.yaml': `name: own\nsteps:\n${steps}` });
    const cleanup: string[] = [];
    afterEach(async () => {
      for (const script of cleanup.splice(0)) await onNode('lb02', script);
    });

    it('a full disk where the file goes', async () => {
      cleanup.push('umount /etc/haproxy');
      await onNode(
        'lb02',
        `cp -a /etc/haproxy /run/copy && mount -t tmpfs -o size=80k tmpfs /etc/haproxy
        cp -a /run/copy/. /etc/haproxy && rm -rf /run/copy`,
      );
      const ended = await apply(labProject('haproxy: { timeouts: { connect: 4s } }\n'));
      expect(ended.code).toBe(1);
      expect(said(ended)).toMatch(/prod-bj-lb02: .*haproxy\.cfg/);
      expect(said(ended)).toContain('No space left on device');
      expect(said(ended)).toContain('df -h');
      await onNode('lb02', cleanup.pop() ?? '');
      await nothingTouched();
    });

    it('a full disk where the transaction goes', async () => {
      cleanup.push('umount /var/lib/hadeploy');
      await onNode('lb02', 'mount -t tmpfs -o size=16k tmpfs /var/lib/hadeploy');
      const ended = await apply(labProject('haproxy: { timeouts: { connect: 4s } }\n'));
      expect(ended.code).toBe(1);
      expect(said(ended)).toMatch(/prod-bj-lb02/);
      expect(said(ended)).toMatch(/No space left on device/);
      expect(said(ended)).toContain('df -h');
      await onNode('lb02', cleanup.pop() ?? '');
      await nothingTouched();
    });

    it('a file system that is read-only', async () => {
      cleanup.push('umount /etc/haproxy');
      await onNode(
        'lb02',
        'mount --bind /etc/haproxy /etc/haproxy && mount -o remount,bind,ro /etc/haproxy',
      );
      const ended = await apply(labProject('haproxy: { timeouts: { connect: 4s } }\n'));
      expect(ended.code).toBe(1);
      expect(said(ended)).toMatch(/Read-only file system/);
      await onNode('lb02', cleanup.pop() ?? '');
      await nothingTouched();
    });

    it('a package that no repository has', async () => {
      const ended = await apply(
        own('  - package: [haproxyy]\n  - file: { path: /etc/hadeploy-test, content: hello }\n'),
      );
      expect(ended.code).toBe(1);
      expect(said(ended)).toMatch(/prod-bj-lb0\d: installing haproxyy failed/);
      expect(said(ended)).toContain('Unable to locate package haproxyy');
      expect(said(ended)).toContain('lists know no haproxyy');
      expect(await onBoth('ls /etc/hadeploy-test 2>&1 || true')).toEqual({
        lb01: expect.stringContaining('No such file') as string,
        lb02: expect.stringContaining('No such file') as string,
      });
    });

    it('a command that the node does not have', async () => {
      const ended = await apply(
        own("  - command: { run: 'no-such-command --now', unless: 'false' }\n"),
      );
      expect(ended.code).toBe(1);
      expect(said(ended)).toContain('exit code 127');
      await nothingTouched();
    });

    it('a masked unit', async () => {
      cleanup.push('systemctl unmask nginx; rm -f /etc/systemd/system/nginx.service');
      await onNode('lb02', 'systemctl mask nginx');
      const ended = await apply(own('  - service: { name: nginx }\n'), '--limit', 'prod-bj-lb02');
      expect(ended.code).toBe(1);
      expect(said(ended)).toContain('masked');
      expect(said(ended)).toContain('systemctl unmask nginx');
    });

    describe('a held package lock', () => {
      /** fcntl(2), as apt and dpkg lock; flock(1) would be another lock. */
      const hold = (seconds: number): string => `
        cat >/run/hold.pl <<'END'
use Fcntl qw(:DEFAULT :seek);
open(F, '+>>', '/var/lib/dpkg/lock-frontend') or die;
my $lock = pack('s s x4 q q l x4', F_WRLCK, SEEK_SET, 0, 0, 0);
fcntl(F, F_SETLK, $lock) or die;
sleep ${seconds};
END
        systemd-run --quiet --collect perl /run/hold.pl
        until grep -q "POSIX .*:$(stat -c %i /var/lib/dpkg/lock-frontend) " /proc/locks; do sleep 0.1; done`;

      it('released in time: waits for it, and goes on', async () => {
        await onNode('lb02', hold(6));
        const ended = await apply(own('  - package: [nginx-common]\n'));
        expect(ended.code).toBe(0);
        expect(ended.milliseconds).toBeGreaterThan(4_000);
        expect(said(ended)).toMatch(/lock.*held by process \d+ \(perl\)/i);
      });

      it('not released: fails with who holds it', async () => {
        cleanup.push('rm -f /etc/apt/apt.conf.d/99test; pkill -f hold.pl || true');
        await onNode(
          'lb02',
          `echo 'DPkg::Lock::Timeout "2";' >/etc/apt/apt.conf.d/99test;${hold(60)}`,
        );
        const ended = await apply(own('  - package: [nginx]\n'), '--limit', 'prod-bj-lb02');
        expect(ended.code).toBe(1);
        expect(said(ended)).toMatch(/could not get lock/i);
        expect(said(ended)).toMatch(/perl \(process \d+\) holds the package lock/);
      });
    });

    it('another run holds the lease: 5, and who, since when and until when', async () => {
      const directory = own(
        "  - command: { run: 'sleep 3; touch /run/done', creates: /run/done }\n",
      );
      const first = apply(directory);
      await expect
        .poll(() => onNode('lb02', 'ls /var/lib/hadeploy/prod-bj/lease 2>/dev/null || true'))
        .not.toBe('');
      const second = await apply(labProject('haproxy: { timeouts: { connect: 4s } }\n'));
      expect(second.code).toBe(5);
      expect(said(second)).toMatch(/Another run holds the lease on prod-bj-lb0\d/);
      expect(said(second)).toMatch(/who: +\S+@\S+/);
      expect(said(second)).toMatch(/since: +\d\d:\d\d:\d\d/);
      expect(said(second)).toMatch(/until: +\d\d:\d\d:\d\d/);
      expect((await first).code).toBe(0);
      expect((await onPair('plan')).code).toBe(0);
    });
  });
});
