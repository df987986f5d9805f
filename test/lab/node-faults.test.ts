import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/event.ts';
import { lab, vips } from './support/lab.ts';
import { onPair, type Ended, type Given } from './support/hadeploy.ts';
import { onBoth, onNode, type Node } from './support/node.ts';
import { labProject } from './support/project.ts';
import { changedOn, leftovers, snapshots, untouched, type Snapshot } from './support/snapshot.ts';
import { failuresIn, startTraffic } from './support/traffic.ts';

/** What goes wrong on a node in the middle of an apply; each ends all old or all new, and says so. */

let maxconn = 4000;
const quick = ['--confirm-timeout', '20', '--settle', '1'];

/** Another one-line change of haproxy.cfg, each time. */
function change(words: string[] = quick, given: Given = {}): Promise<Ended> {
  maxconn += 1;
  const project = labProject(`haproxy: { maxconn: ${maxconn} }\n`);
  return onPair('apply', words, { project, ...given });
}

const failure = (ended: Ended): string =>
  ended.events
    .flatMap((event) => (event.event === 'failure' ? [JSON.stringify(event)] : []))
    .join('\n');

async function asBefore(before: Record<Node, Snapshot>): Promise<void> {
  expect(changedOn(before, await snapshots(), { state: true })).toEqual(untouched);
  expect(await onBoth(leftovers)).toEqual({ lb01: '', lb02: '' });
}

const dropIn = (unit: string, text: string): string => `
  mkdir -p /run/systemd/system/${unit}.service.d
  printf '${text}' >/run/systemd/system/${unit}.service.d/fault.conf
  systemctl daemon-reload`;
const noDropIn = (unit: string): string =>
  `rm -rf /run/systemd/system/${unit}.service.d; systemctl daemon-reload; systemctl reset-failed ${unit}`;

beforeAll(async () => {
  await lab('reset');
  expect((await onPair('apply', ['--settle', '0'])).code).toBe(0);
});

describe('a node fails during an apply', { timeout: 120_000 }, () => {
  let before: Record<Node, Snapshot>;

  beforeEach(async () => {
    before = await snapshots();
  });

  it('/var is full: refused while staging, nothing touched', async () => {
    await onNode('lb01', 'mount -t tmpfs -o size=48k tmpfs /var/lib/hadeploy');
    const ended = await change();
    await onNode('lb01', 'umount /var/lib/hadeploy');
    expect(ended.code).toBe(1);
    expect(failure(ended)).toMatch(/No space left on device/);
    await asBefore(before);
  });

  it('/var is full by the time a node must go back: it does, and knows it', async () => {
    const fill = '[ -e /var/lib/hadeploy/fill ] || dd if=/dev/zero of=/var/lib/hadeploy/fill bs=1k';
    await onNode(
      'lb02',
      `mount -t tmpfs -o size=2m tmpfs /var/lib/hadeploy
      ${dropIn('haproxy', `[Service]\\nExecReload=\\nExecReload=/bin/sh -c "${fill}; exit 1"\\n`)}`,
    );
    const ended = await change();
    const states = await onNode(
      'lb02',
      'df -Pk /var/lib/hadeploy; cat /var/lib/hadeploy/*/*/state',
    );
    await onNode('lb02', `umount /var/lib/hadeploy; ${noDropIn('haproxy')}`);
    expect(ended.code).toBe(1);
    expect(ended.result.message).toMatch(/put back/);
    expect(states).toMatch(/state reverted\n$/);
    await asBefore(before);
  });

  it('/etc is full: refused while staging, nothing touched', async () => {
    await onNode(
      'lb02',
      `cp -a /etc/haproxy /tmp/saved; mount -t tmpfs -o size=16k tmpfs /etc/haproxy
      cp -a /tmp/saved/haproxy.cfg /etc/haproxy/; dd if=/dev/zero of=/etc/haproxy/fill bs=1k 2>/dev/null || true`,
    );
    const ended = await change();
    await onNode('lb02', 'umount /etc/haproxy; rm -rf /tmp/saved');
    expect(ended.code).toBe(1);
    expect(failure(ended)).toMatch(/No space left on device/);
    await asBefore(before);
  });

  it('/etc is read-only: refused while staging, nothing touched', async () => {
    await onNode(
      'lb02',
      'mount --bind /etc/haproxy /etc/haproxy; mount -o remount,bind,ro /etc/haproxy',
    );
    const ended = await change();
    await onNode('lb02', 'umount /etc/haproxy');
    expect(ended.code).toBe(1);
    expect(failure(ended)).toMatch(/Read-only file system/);
    await asBefore(before);
  });

  it('a reload hangs on the holder: both go back, the VIPs answer throughout', async () => {
    await onNode(
      'lb01',
      dropIn('haproxy', '[Service]\\nExecReload=\\nExecReload=/bin/sleep 300\\n'),
    );
    const traffic = startTraffic(vips);
    const ended = await change();
    const answers = await traffic.stop();
    await onNode('lb01', noDropIn('haproxy'));
    expect(ended.code).toBe(1);
    expect(ended.result.message).toMatch(/put back|reverted/);
    // The hanging reload leaves only a restart to get the old configuration back: some 50 ms.
    expect(failuresIn(answers).length).toBeLessThan(30);
    await asBefore(before);
  });

  it('haproxy dies two seconds after its reload: seen on the standby, the holder is never touched', async () => {
    await onNode(
      'lb02',
      dropIn(
        'haproxy',
        '[Service]\\nRestart=no\\nExecReload=\\nExecReload=/bin/sh -c "kill -USR2 $MAINPID; (sleep 2; kill -9 $MAINPID) &"\\n',
      ),
    );
    const traffic = startTraffic(vips);
    const ended = await change(['--confirm-timeout', '30', '--settle', '3']);
    const answers = await traffic.stop();
    await onNode('lb02', noDropIn('haproxy'));
    expect(ended.code).toBe(1);
    expect(failure(ended)).toMatch(/haproxy\.service ended/);
    expect(failuresIn(answers)).toEqual([]);
    await asBefore(before);
  });

  /** A change with a slow reload (seconds), and what happens to the run's unit on lb02 (`$unit`) meanwhile. */
  async function changeWhile(hit: string, slow = 2): Promise<Ended> {
    const hitting = onNode(
      'lb02',
      `for i in $(seq 1000); do
        unit=$(ls /run/systemd/transient 2>/dev/null | grep -m 1 -- '-activate.service$')
        [ -n "$unit" ] && { ${hit}; } && echo hit && exit
        sleep 0.01
      done; exit 1`,
    );
    await onNode(
      'lb02',
      dropIn(
        'haproxy',
        `[Service]\\nExecReload=\\nExecReload=/bin/sh -c "sleep ${slow}; kill -USR2 $MAINPID"\\n`,
      ),
    );
    const ended = await change();
    expect(await hitting).toMatch(/hit/);
    await onNode('lb02', noDropIn('haproxy'));
    return ended;
  }

  it.each(['TERM', 'KILL'])('the run’s unit gets SIG%s: both go back at once', async (signal) => {
    const ended = await changeWhile(`systemctl kill -s ${signal} "$unit"`);
    expect(ended.code).toBe(1);
    expect(failure(ended)).toMatch(/ended from outside/);
    await asBefore(before);
  });

  it('the run’s unit has no memory left, the kernel kills in it: both go back', async () => {
    const since = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
    // Of the machine, which is the containers' kernel. By their time: its buffer is short, old lines fall out of it.
    const kills = () =>
      Array.from(
        execFileSync('dmesg', { encoding: 'utf8' }).matchAll(
          /^\[ *(\d+\.\d+)\] Memory cgroup out of memory/gm,
        ),
      ).filter(([, at]) => Number(at) >= since).length;
    const ended = await changeWhile(
      // Less and less, as far as the kernel lets it: whatever it starts next is one too many.
      'for kib in 4096 2048 1024 768 512 384 256; do systemctl set-property --runtime "$unit" MemoryMax=${kib}K 2>/dev/null; done; true',
      // Seven times systemctl: on a busy machine that takes longer than two seconds.
      5,
    );
    expect(kills()).toBeGreaterThan(0);
    expect(ended.code).toBe(1);
    await asBefore(before);
  });

  it('keepalived refuses the file: its own words, nothing touched', async () => {
    const own = `vrrp_instance A {
  interface nosuch0
  virtual_router_id 7
  priority {{ host.priority }}
}
`;
    const project = labProject(
      `# hadeploy: allow SCR001: to hear what the node says
vrrp: { config: files/keepalived.conf.liquid }
`,
      { 'inventory/files/keepalived.conf.liquid': own },
    );
    const ended = await onPair('apply', quick, { project });
    expect(ended.code).toBe(1);
    expect(failure(ended)).toMatch(/nosuch0/);
    await asBefore(before);
  });
});

describe('the holder dies', { timeout: 120_000 }, () => {
  /** Three advertisements of one second and the skew of priority 90 (RFC 3768), and what a busy machine adds. */
  const BOUND_MS = 3_648 + 900;

  it('just before the standby reloads keepalived to go back: it takes over first', async () => {
    const before = await snapshots();
    // Some seconds between the holder's death and the reload: the timer of an election must not begin anew there.
    await onNode(
      'lb02',
      dropIn(
        'keepalived',
        '[Service]\\nExecReload=\\nExecReload=/bin/sh -c "sleep 2; kill -HUP $MAINPID"\\n',
      ),
    );
    const project = labProject(
      'haproxy: { maxconn: 3999 }\nvrrp: { track: { haproxy: { interval: 3 } } }\n',
    );
    const traffic = startTraffic(vips);
    let off: Promise<unknown> | undefined;
    let diedAt = 0;
    const ended = await onPair('apply', quick, {
      project,
      onLine: (line) => {
        const event = JSON.parse(line) as RunEvent;
        if (event.event !== 'host' || event.phase !== 'activate' || event.state !== 'done') return;
        if (off !== undefined) return;
        diedAt = Date.now();
        off = lab('power-off', 'lb01');
      },
    });
    await off;
    const home = vips.map((vip) => ` ${vip}/`);
    const taken = async () => {
      const addresses = await onNode('lb02', 'ip -o address show');
      return home.every((vip) => addresses.includes(vip));
    };
    await expect.poll(taken, { timeout: 20_000, interval: 200 }).toBe(true);
    const answers = await traffic.stop();
    await lab('power-on', 'lb01');
    await onNode('lb02', noDropIn('keepalived'));
    expect(diedAt).toBeGreaterThan(0);
    expect(ended.code).not.toBe(0);
    const lost = answers.filter(({ error }) => error !== null);
    expect(lost.length).toBeGreaterThan(0);
    expect(Math.max(...lost.map(({ at }) => at)) - diedAt).toBeLessThan(BOUND_MS);
    // A container's boot is the machine's: here the lease of before its death counts until it expires.
    await onNode('lb01', 'rm -f /var/lib/hadeploy/prod-bj/lease');
    // Once it is back it takes its VIPs back.
    const busy = "systemctl list-units --all --no-legend --plain 'hadeploy-*'; ip -o address show";
    await expect
      .poll(
        async () => {
          const { lb01, lb02 } = await onBoth(busy);
          return home.every((vip) => lb01.includes(vip)) && !/hadeploy-/.test(lb01 + lb02);
        },
        { timeout: 40_000, interval: 1_000 },
      )
      .toBe(true);
    const booted = /systemd-private/;
    expect(changedOn(before, await snapshots(), { state: true, except: booted })).toEqual(
      untouched,
    );
  });
});

describe('whatever /bin/sh is', { timeout: 60_000 }, () => {
  it.each(['bash', 'busybox'])('%s runs the same scripts', async (shell) => {
    // The nodes' repository has no busybox: this machine's own will do, it is the same Debian.
    const binary = execFileSync('sh', ['-c', `base64 <"$(command -v ${shell})"`], {
      encoding: 'utf8',
      maxBuffer: 2 ** 24,
    });
    await onBoth(
      `base64 -d >/usr/local/bin/${shell} <<'END'\n${binary}END\nchmod 755 /usr/local/bin/${shell}
      ln -sf /usr/local/bin/${shell} /bin/sh`,
    );
    const ended = await change();
    await onBoth('ln -sf dash /bin/sh');
    expect(ended.code).toBe(0);
    expect(await onBoth(`grep -c 'maxconn ${maxconn}' /etc/haproxy/haproxy.cfg`)).toEqual({
      lb01: '2\n',
      lb02: '2\n',
    });
    expect(await onBoth(leftovers)).toEqual({ lb01: '', lb02: '' });
  });
});

describe('a package would have another one removed', { timeout: 90_000 }, () => {
  it('it stays, nothing is changed, and apt’s words are told', async () => {
    await lab('reset');
    const project = labProject('playbook: other\n', {
      'playbooks/other.yaml': 'name: other\nsteps:\n  - package: [lab-new]\n',
    });
    const deb = (name: string, more: string): string =>
      `mkdir -p /tmp/${name}/DEBIAN
printf 'Package: ${name}\\nVersion: 1\\nArchitecture: all\\nMaintainer: lab\\n${more}Description: lab\\n' >/tmp/${name}/DEBIAN/control
dpkg-deb --build /tmp/${name} /opt/lab-repo/${name}_1_all.deb >/dev/null
cd /opt/lab-repo
{ dpkg-deb --field ${name}_1_all.deb
  printf 'Filename: ./${name}_1_all.deb\\nSize: %s\\nSHA256: %s\\n\\n' "$(stat -c %s ${name}_1_all.deb)" "$(sha256sum ${name}_1_all.deb | cut -d ' ' -f 1)"
} >>Packages`;
    await onBoth(`${deb('lab-old', '')}
${deb('lab-new', 'Conflicts: lab-old\\n')}
apt-get update -qq && apt-get install -qq -y lab-old >/dev/null 2>&1`);
    const ended = await onPair('apply', [], { project });
    expect(ended.code).toBe(1);
    expect(failure(ended)).toMatch(/need to be removed but remove is disabled/);
    expect(await onBoth("dpkg-query -W -f '${Package} ${db:Status-Status}\\n' 'lab-*'")).toEqual({
      lb01: 'lab-old installed\n',
      lb02: 'lab-old installed\n',
    });
    await lab('reset');
    expect((await onPair('apply', ['--settle', '0'])).code).toBe(0);
  });
});

describe('the package repository goes away half-way', { timeout: 90_000 }, () => {
  it('nothing is changed anywhere, and what was installed is named', async () => {
    await lab('reset');
    // Listed but gone: what a mirror in the middle of a sync looks like.
    await onNode('lb02', 'rm /opt/lab-repo/haproxy*.deb');
    const ended = await onPair('apply', quick);
    expect(ended.code).toBe(1);
    expect(failure(ended)).toMatch(/package-failed/);
    expect(JSON.stringify(ended.events)).toMatch(
      /prod-bj-lb01.*installed packages stay: .*haproxy/,
    );
    const live =
      'ls /etc/keepalived/keepalived.conf /etc/sysctl.d/60-hadeploy* 2>/dev/null; cat /proc/sys/net/ipv4/ip_nonlocal_bind; systemctl is-active haproxy keepalived; true';
    const bare = '0\ninactive\ninactive\n';
    expect(await onBoth(live)).toEqual({ lb01: bare, lb02: bare });
    expect(await onBoth(leftovers)).toEqual({ lb01: '', lb02: '' });
    expect(
      await onBoth('find /var/lib/dpkg/lock* /run/systemd/system -name "*.service" ; true'),
    ).toEqual({ lb01: '', lb02: '' });
  });
});

describe('the link is lost during the installation', { timeout: 90_000 }, () => {
  it('the node goes on, hadeploy comes back and goes on too', async () => {
    await lab('reset');
    let cut: Promise<string> | undefined;
    const ended = await onPair('apply', ['--settle', '0'], {
      onLine(line) {
        if (line.includes('"output"') && line.includes('prod-bj-lb01'))
          cut ??= lab('kill-sshd', 'lb01');
      },
    });
    await cut;
    expect(JSON.stringify(ended.events)).toMatch(/connection lost during stage: reconnecting/);
    expect(ended.code).toBe(0);
    expect((await onPair('plan')).code).toBe(0);
  });
});

describe('the installation is killed', { timeout: 120_000 }, () => {
  it('no unit stays masked; once dpkg has ended what it began, apply goes through', async () => {
    await lab('reset');
    let killed: Promise<string> | undefined;
    const ended = await onPair('apply', ['--settle', '0'], {
      onLine(line) {
        if (line.includes('"output"') && line.includes('prod-bj-lb01'))
          killed ??= onNode('lb01', "systemctl kill -s KILL 'hadeploy-*-stage.service'");
      },
    });
    await killed;
    expect(killed).toBeDefined();
    expect(ended.code).toBe(1);
    expect(failure(ended)).toMatch(/ended from outside/);
    const masks = 'ls /run/systemd/system; true';
    expect(await onBoth(masks)).toEqual({ lb01: '', lb02: '' });
    await onNode('lb01', 'DEBIAN_FRONTEND=noninteractive dpkg --configure -a >/dev/null 2>&1');
    const again = await onPair('apply', ['--settle', '0']);
    expect(again.result.message ?? '').toBe('');
    expect(again.code).toBe(0);
    expect(await onBoth(masks)).toEqual({ lb01: '', lb02: '' });
  });
});
