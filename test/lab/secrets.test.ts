import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { hadeploy, type Ended } from './support/hadeploy.ts';
import { lab, labDirectory } from './support/lab.ts';
import { onBoth, onNode } from './support/node.ts';
import { labProject, write } from './support/project.ts';

const sudoPassword = readFileSync(join(labDirectory, 'run/opspw.password'), 'utf8').trim();
/** Never the names of the secrets: those may be shown. */
const canaries = {
  internal_vip: 'kANaR1-i',
  public_vip: 'kANaR2-p',
  stats: 'kANaR3-stats-page',
  token: "kANaR4 $(id) 'quoted' token",
  sudo: sudoPassword,
};
const env = {
  CANARY_1: canaries.internal_vip,
  CANARY_2: canaries.public_vip,
  CANARY_3: canaries.stats,
  CANARY_4: canaries.token,
};

/** As they are, and as base64 would carry them, whatever stands before them. */
const needles = Object.values(canaries).flatMap((value) => [
  value,
  ...[0, 1, 2].map((shift) => {
    const text = Buffer.from('x'.repeat(shift) + value).toString('base64');
    return text.slice(Math.ceil((shift * 4) / 3), text.length - 4).replace(/=+$/, '');
  }),
]);
const found = (text: string): string[] => needles.filter((needle) => text.includes(needle));

const inventory = `
connection: { user: opspw, sudo_password: !secret sudo }
secrets:
  internal_vip: { env: CANARY_1 }
  public_vip: { env: CANARY_2 }
  stats: { env: CANARY_3 }
  token: { env: CANARY_4 }
  sudo: { file: ${labDirectory}/run/opspw.password }
vars: { token: !secret token }
haproxy: { stats: { bind: '*:8404', user: admin, password: !secret stats } }
`;
const playbook = `
  - file: { path: /etc/hadeploy-token, content: "token={{ vars.token }}\\n", mode: '0600' }
`;

const shell = {
  /** Everything that a process list has ever shown, arguments and environments, sampled as fast as ps goes. */
  sample: `systemd-run --quiet --collect --unit sampler sh -c 'umask 077; while :; do ps axww -o args; ps axwwe -o args; sleep 0.05; done >>/run/ps.log'`,
  stop: `systemctl stop sampler; cat /run/ps.log; rm /run/ps.log`,
};

describe('secrets', { timeout: 60_000 }, () => {
  const ends: Record<string, Ended> = {};
  let listed: Record<string, string>;
  let own = '';
  let directory: string;
  let savedPlan: string;

  beforeAll(async () => {
    await lab('reset');
    directory = labProject(inventory);
    const shipped = readFileSync(
      join(labDirectory, '../../playbooks/haproxy-keepalived.yaml'),
      'utf8',
    );
    write(directory, 'playbooks/haproxy-keepalived.yaml', shipped + playbook);
    savedPlan = join(directory, 'plan.json');
    const run = async (name: string, words: string[], more = env): Promise<void> => {
      ends[name] = await hadeploy([...words.slice(0, 1), 'prod-bj', ...words.slice(1)], {
        project: directory,
        env: more,
      });
    };
    await onBoth(shell.sample);
    let going = true;
    const watch = (async () => {
      while (going) {
        own += execFileSync('ps', ['axww', '-o', 'args'], { encoding: 'utf8' });
        await pause(100);
      }
    })();
    await run('plan -vv', ['plan', '-vv', '--out', savedPlan]);
    await run('plan --json', ['plan', '--json']);
    await run('apply -vv', ['apply', '--yes', '-vv']);
    await run('apply over openssh --json', ['apply', '--yes', '--json', '--transport', 'openssh']);

    // Other values: a diff of every file that holds one. Then one that the daemon refuses, on a line with a secret.
    const other = { ...env, CANARY_3: `${canaries.stats}-b`, CANARY_4: `${canaries.token}-b` };
    await run('plan of new values', ['plan', '-vv'], other);
    await run('plan of new values --json', ['plan', '--json'], other);
    const cfg = (await onNode('lb01', 'cat /etc/haproxy/haproxy.cfg')).replace(
      /stats auth .*/,
      'stats authh admin:{{ haproxy.stats.password }}',
    );
    write(directory, 'bad.cfg.liquid', cfg);
    write(directory, 'inventory/prod-bj.yaml', withConfig('../bad.cfg.liquid'));
    await run('apply of a bad line', ['apply', '--yes', '-vv']);
    await run('apply of a bad line --json', ['apply', '--yes', '--json']);
    write(directory, 'inventory/prod-bj.yaml', withConfig(null));
    await run('status', ['status', '-vv']);
    await run('history', ['history', '--json']);
    await run('wrong sudo password', ['plan', '-vv', '--user', 'nosudo']);
    await run('rollback', ['rollback', '--yes', '-vv']);
    await run('apply --json', ['apply', '--yes', '--json', '-vv']);
    going = false;
    await watch;
    listed = await onBoth(shell.stop);
  }, 180_000);

  const withConfig = (file: string | null): string => {
    const lines = `extends: ${labDirectory}/inventory/prod-bj.yaml\n${inventory}`;
    return file === null ? lines : lines.replace('haproxy: {', `haproxy: { config: ${file},`);
  };

  it('the runs did what they are there for', () => {
    const codes = Object.fromEntries(Object.entries(ends).map(([name, { code }]) => [name, code]));
    expect(codes).toEqual({
      'plan -vv': 2,
      'plan --json': 2,
      'apply -vv': 0,
      'apply over openssh --json': 0,
      'plan of new values': 2,
      'plan of new values --json': 2,
      'apply of a bad line': 1,
      'apply of a bad line --json': 1,
      status: 0,
      history: 0,
      'wrong sudo password': 69,
      rollback: 0,
      'apply --json': 0,
    });
  });

  it('the files on the nodes hold them, as they are', async () => {
    const held = await onBoth(
      'cat /etc/keepalived/keepalived.conf /etc/haproxy/haproxy.cfg /etc/hadeploy-token',
    );
    for (const text of Object.values(held)) {
      for (const name of ['internal_vip', 'public_vip', 'stats', 'token'] as const) {
        expect(text).toContain(canaries[name]);
      }
    }
  });

  it('no output of any command shows one', () => {
    for (const [name, { stdout, stderr }] of Object.entries(ends)) {
      expect([name, found(stdout), found(stderr)]).toEqual([name, [], []]);
    }
  });

  it('a diff says that a secret changes, and the failure which line is bad', () => {
    expect(ends['plan of new values']?.stdout).toMatch(/^ *[+-] +stats auth admin:.*stats/m);
    expect(ends['apply of a bad line']?.stdout).toMatch(/stats authh admin:/);
  });

  it('nor a saved plan, which nobody else may read', () => {
    expect(found(readFileSync(savedPlan, 'utf8'))).toEqual([]);
    expect(statSync(savedPlan).mode & 0o077).toBe(0);
  });

  it('nor a process list, of the nodes or of this machine', () => {
    for (const text of [listed['lb01'] ?? '', listed['lb02'] ?? '']) {
      // The sampler was there when hadeploy was.
      expect(text).toMatch(/transaction\.sh/);
      expect(found(text)).toEqual([]);
    }
    expect(own).toMatch(/main\.js/);
    expect(found(own)).toEqual([]);
  });

  it('nor the journal', async () => {
    for (const text of Object.values(
      await onBoth('journalctl --sync; journalctl --no-pager -a -o verbose'),
    )) {
      expect(text).toContain('opspw');
      expect(found(text)).toEqual([]);
    }
  });

  const searchFiles = `cat >/run/needles <<'END'\n${needles.join('\n')}\nEND
    chmod 600 /run/needles
    find / -xdev \\( -path /proc -o -path /sys \\) -prune -o -type f -perm -o=r -print0 | xargs -0 grep -laF -f /run/needles
    find /run /tmp /dev/shm -xdev -type f -perm -o=r -print0 | xargs -0 -r grep -laF -f /run/needles
    rm /run/needles; true`;

  it('nor a file that everybody may read', async () => {
    expect(await onBoth(searchFiles)).toEqual({ lb01: '', lb02: '' });
    // What hadeploy keeps is behind a directory for root alone.
    expect(await onBoth(`stat -c '%a %U' /var/lib/hadeploy /var/lib/hadeploy/prod-bj`)).toEqual({
      lb01: '700 root\n700 root\n',
      lb02: '700 root\n700 root\n',
    });
  });

  it('a mode that lets everybody read a secret is refused', async () => {
    const open = labProject(inventory, {
      'playbooks/haproxy-keepalived.yaml': `name: haproxy-keepalived\nsteps:${playbook.replace('0600', '0644')}`,
    });
    const ended = await hadeploy(['plan', 'prod-bj'], { project: open, env });
    expect(ended.code).toBe(64);
    expect(ended.stdout + ended.stderr).toMatch(/haproxy-keepalived\.yaml:3:\d+/);
    expect(ended.stdout + ended.stderr).toContain(
      'everybody on the node could read the secret `token`',
    );
  });

  it('control: each of these searches would have found one', async () => {
    const [needle = ''] = needles;
    expect(found(`auth_pass ${needle}`)).toEqual([needle]);
    expect(found(Buffer.from(`..${canaries.stats}\n`).toString('base64')).length).toBeGreaterThan(
      0,
    );
    const planted = await onNode(
      'lb02',
      `${shell.sample}; logger 'pass ${needle}'; sh -c 'sleep 0.3' 'arg ${canaries.token.replaceAll("'", `'\\''`)}'
      journalctl --sync; journalctl --no-pager -a -o verbose; ${shell.stop}`,
    );
    expect(found(planted)).toEqual(expect.arrayContaining([needle, canaries.token]));
    await onNode(
      'lb02',
      `umask 022; printf '%s' '${canaries.stats}' >/var/tmp/planted; printf '%s' '${needle}' >/run/planted`,
    );
    expect(await onNode('lb02', `${searchFiles}; rm /var/tmp/planted /run/planted`)).toBe(
      '/var/tmp/planted\n/run/planted\n',
    );
  });
});
