import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/core/failure.ts';
import { hadeploy, onPair, type Ended } from './support/hadeploy.ts';
import { addresses, lab, vips } from './support/lab.ts';
import { onBoth, onNode } from './support/node.ts';
import { labProject } from './support/project.ts';
import { changedOn, snapshots, untouched } from './support/snapshot.ts';

const CONF = '/etc/keepalived/keepalived.conf';
const reload = 'systemctl reload keepalived';
/** Longer than a standby waits before it takes over: 3 advertisements and the skew (RFC 3768, 6.1). */
const takenOver = 'sleep 4.5';

const verify = (words: string[] = [], project?: string): Promise<Ended> =>
  onPair('verify', words, project === undefined ? {} : { project });

function failedIn({ result }: Ended): CheckResult[] {
  return (result.checks ?? []).filter(({ ok }) => !ok);
}

function idsOf(checks: CheckResult[]): string[] {
  return [...new Set(checks.map(({ id }) => id))].sort();
}

/** What failed, so that a test's report shows it. */
function told(ended: Ended): string[] {
  return failedIn(ended).map(({ id, host, detail }) => `${id} ${host ?? 'pair'}: ${detail}`);
}

async function healthy(): Promise<Ended> {
  let ended = await verify();
  for (let tries = 0; ended.code !== 0 && tries < 8; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    ended = await verify();
  }
  return ended;
}

beforeAll(async () => {
  await lab('reset');
  const applied = await onPair('apply');
  if (applied.code !== 0) throw new Error(`no pair to verify:\n${applied.stderr}`);
  await onBoth(
    'mkdir -p /root/as-it-was && cp -a /etc/keepalived /etc/haproxy /etc/sysctl.d /root/as-it-was/',
  );
  const ended = await healthy();
  if (ended.code !== 0) throw new Error(`not healthy:\n${told(ended).join('\n')}`);
}, 120_000);

describe('a healthy pair', { timeout: 60_000 }, () => {
  it('passes every check, with numbers and a way out for each', async () => {
    const ended = await verify();
    expect(told(ended)).toEqual([]);
    expect(ended.code).toBe(0);
    const checks = ended.result.checks ?? [];
    expect(idsOf(checks)).toEqual([
      'check-script',
      'check-script-same',
      'clocks',
      'config-valid',
      'daemon',
      'drift',
      'expected-holder',
      'failover-time',
      'haproxy-same',
      'no-doubt',
      'no-lease',
      'nonlocal-bind',
      'orphan-vip',
      'packet-filter',
      'priorities',
      'room',
      'running-config',
      'same-segment',
      'servers-up',
      'shared-machine',
      'third-host',
      'tracking',
      'versions',
      'vip-answers',
      'vip-holder',
      'vrrp-allowed',
      'vrrp-heard',
      'vrrp-match',
    ]);
    for (const { detail, advice } of checks) {
      expect(detail).not.toBe('');
      expect(advice).toBeTruthy();
    }
  });

  it('containers of one machine are told, as a warning', async () => {
    const ended = await verify();
    const shared = ended.result.checks?.find(({ id }) => id === 'shared-machine');
    expect(shared).toMatchObject({ ok: true, warning: true });
    expect(shared?.detail).toContain('are on one machine');
  });

  it('is not changed by it at all', async () => {
    const before = await snapshots();
    expect((await verify()).code).toBe(0);
    expect(changedOn(before, await snapshots())).toEqual(untouched);
    // keepalived writes them when it is asked, with the password in them.
    expect(
      await onBoth('ls /proc/$(cat /run/keepalived.pid)/root/tmp/keepalived* 2>/dev/null; true'),
    ).toEqual({
      lb01: '',
      lb02: '',
    });
  });

  it('shows no password, neither in lines nor as JSON', async () => {
    const lines = await hadeploy(['verify', 'prod-bj', '-v']);
    const json = await verify();
    for (const secret of ['lab-int1', 'lab-pub2']) {
      expect(lines.stdout + lines.stderr + json.stdout + json.stderr).not.toContain(secret);
    }
  });

  it('--probe-from asks from another host: of the inventory, or any', async () => {
    for (const from of ['prod-bj-lb02', `ops@${addresses.WEB01}`]) {
      const ended = await verify(['--probe-from', from]);
      expect(told(ended)).toEqual([]);
      const asked = ended.result.checks?.filter(({ id }) => id === 'vip-answers') ?? [];
      expect(asked.map(({ title }) => title)).toEqual([
        `INTERNAL_VIP ${vips[0]}:80 answers from ${from}`,
        `PUBLIC_VIP ${vips[1]}:80 answers from ${from}`,
      ]);
      expect(asked.every(({ detail }) => detail.startsWith('GET /: status 200 in '))).toBe(true);
    }
    expect((await verify(['--probe-from', 'web01'])).code).toBe(64);
  });

  it('--limit looks at one node, and asks nothing of the other', async () => {
    const ended = await verify(['--limit', 'prod-bj-lb02']);
    expect(told(ended)).toEqual([]);
    expect(Object.keys(ended.result.hosts)).toEqual(['prod-bj-lb02']);
  });
});

interface Fault {
  what: string;
  on: ('lb01' | 'lb02' | 'web01')[];
  plant: string;
  /** Where putting the files back is not enough. */
  undo?: string;
  /** Of the checks that must fail, the one that names the fault, and its words. */
  check: string;
  says: RegExp;
  /** Others that must fail too. */
  also?: string[];
}

const faults: Fault[] = [
  {
    what: 'VRID mismatch',
    on: ['lb02'],
    plant: `sed -i 's/virtual_router_id 51/virtual_router_id 61/' ${CONF}; ${reload}; ${takenOver}`,
    check: 'vrrp-match',
    says: /^VRID: prod-bj-lb01 51, prod-bj-lb02 61$/,
    also: ['vip-holder', 'vrrp-heard'],
  },
  {
    what: 'VRRP blocked by nftables on its way in',
    on: ['lb02'],
    plant: `nft 'add table inet planted; add chain inet planted incoming { type filter hook input priority 0; }; add rule inet planted incoming ip protocol 112 drop'; ${takenOver}`,
    undo: 'nft delete table inet planted',
    check: 'vrrp-allowed',
    says: /from 198\.51\.100\.11 on eth0: a rule of nft inet planted incoming drops it/,
    also: ['vip-holder', 'vrrp-heard'],
  },
  {
    what: 'VRRP blocked on the standby’s way out, which shows only when it must take over',
    on: ['lb02'],
    plant: `nft 'add table ip planted; add chain ip planted out { type filter hook output priority 0; }; add rule ip planted out ip daddr 224.0.0.0/8 drop'`,
    undo: 'nft delete table ip planted',
    check: 'vrrp-allowed',
    says: /to 224\.0\.0\.18 on eth0: a rule of nft ip planted out drops it/,
  },
  {
    what: 'track_script missing on one node',
    on: ['lb02'],
    plant: `sed -i '/track_script {/,/}/d' ${CONF}; ${reload}`,
    check: 'tracking',
    says: /prod-bj-lb02 tracks nothing/,
  },
  {
    what: 'equal priorities',
    on: ['lb02'],
    plant: `sed -i 's/priority 90/priority 100/' ${CONF}; ${reload}`,
    check: 'priorities',
    says: /the same priority 100 \(VRRP011\)/,
  },
  {
    what: 'a weight too small to flip the election',
    on: ['lb01', 'lb02'],
    plant: `sed -i 's/weight -20/weight -5/' ${CONF}; ${reload}`,
    check: 'priorities',
    says: /weight -5 of haproxy cannot move it.*VRRP026/,
  },
  {
    what: 'haproxy.cfg different on one node',
    on: ['lb02'],
    plant: `sed -i 's/timeout connect 5s/timeout connect 6s/' /etc/haproxy/haproxy.cfg; systemctl reload haproxy`,
    check: 'haproxy-same',
    says: /lb01 line \d+: `timeout connect 5s`, prod-bj-lb02 line \d+: `timeout connect 6s`/,
  },
  {
    what: 'haproxy not reloaded after a change',
    on: ['lb01', 'lb02'],
    plant: `sleep 3; sed -i 's/timeout connect 5s/timeout connect 6s/' /etc/haproxy/haproxy.cfg`,
    check: 'running-config',
    says: /haproxy\.cfg was changed \d+ s after haproxy read it/,
  },
  {
    what: 'keepalived not reloaded after a change',
    on: ['lb02'],
    plant: `sed -i 's/priority 90/priority 80/' ${CONF}`,
    check: 'running-config',
    says: /INTERNAL_VIP: priority 90 runs, 80 in the file/,
  },
  {
    what: 'nonlocal_bind off',
    on: ['lb02'],
    plant: 'sysctl -qw net.ipv4.ip_nonlocal_bind=0',
    undo: 'sysctl -qw net.ipv4.ip_nonlocal_bind=1',
    check: 'nonlocal-bind',
    says: /^it is 0 now, not 1/,
  },
  {
    what: 'nonlocal_bind off at the next boot',
    on: ['lb02'],
    plant: 'rm /etc/sysctl.d/*nonlocal_bind*',
    check: 'nonlocal-bind',
    says: /^no file sets it: it is lost at the next boot/,
  },
  {
    what: 'wrong auth_pass',
    on: ['lb02'],
    plant: `sed -i 's/lab-int1/planted1/' ${CONF}; ${reload}; ${takenOver}`,
    check: 'vrrp-match',
    says: /^auth_pass differs between prod-bj-lb01 and prod-bj-lb02$/,
    also: ['vip-holder', 'vrrp-heard'],
  },
  {
    what: 'a third host holding the VIP',
    on: ['web01'],
    plant: `ip address add ${vips[0]}/32 dev eth0`,
    undo: `ip address del ${vips[0]}/32 dev eth0`,
    check: 'third-host',
    says: /[0-9a-f:]{17} answers too, seen by prod-bj-lb01 and prod-bj-lb02: that is no node of this cluster/,
  },
  {
    what: 'check script without run bit',
    on: ['lb02'],
    plant: 'chmod 644 /etc/keepalived/check_haproxy.sh',
    check: 'check-script',
    says: /no run bit \(mode 644\)/,
  },
  {
    what: 'killall missing',
    on: ['lb02'],
    plant: 'mv /usr/bin/killall /usr/bin/killall.away',
    undo: 'mv /usr/bin/killall.away /usr/bin/killall',
    check: 'check-script',
    says: /ends with exit code 2 as root: check_haproxy: killall \(psmisc\) is missing; killall not installed/,
  },
  {
    what: 'a VIP left behind by a dead keepalived',
    on: ['lb02'],
    plant: `systemctl stop keepalived; ip address add ${vips[0]}/32 dev eth0`,
    undo: `ip address del ${vips[0]}/32 dev eth0; systemctl start keepalived`,
    check: 'orphan-vip',
    says: /INTERNAL_VIP .* is there, but keepalived\.service is inactive/,
    also: ['daemon', 'vip-holder'],
  },
  {
    what: 'a service that does not start at boot',
    on: ['lb01'],
    plant: 'systemctl -q disable haproxy',
    undo: 'systemctl -q enable haproxy',
    check: 'daemon',
    says: /disabled: it does not start at boot/,
  },
  {
    what: 'a configuration that the next reload would refuse',
    on: ['lb02'],
    plant: "printf 'nonsense here\\n' >> /etc/haproxy/haproxy.cfg",
    check: 'config-valid',
    says: /the configuration has errors.*unknown keyword 'nonsense'/,
  },
  {
    what: 'a backend server that is down',
    on: ['lb02'],
    plant: `nft 'add table ip planted; add chain ip planted out { type filter hook output priority 0; }; add rule ip planted out ip daddr ${addresses.WEB02} tcp dport 80 reject with tcp reset'; sleep 8`,
    undo: 'nft delete table ip planted; sleep 5',
    check: 'servers-up',
    says: /http_back\/web02 DOWN/,
  },
];

describe('a planted fault', { timeout: 90_000 }, () => {
  let undo: () => Promise<void> = () => Promise.resolve();
  afterEach(() => undo());

  it.each(faults)('$what: $check fails and says so', async (fault) => {
    undo = async () => {
      if (fault.undo !== undefined)
        await Promise.all(fault.on.map((host) => onNode(host, fault.undo ?? '')));
      await onBoth(
        `cp -a /root/as-it-was/* /etc/; sysctl -qw net.ipv4.ip_nonlocal_bind=1; ${reload} haproxy`,
      );
      const after = await healthy();
      expect(told(after)).toEqual([]);
    };
    await Promise.all(fault.on.map((host) => onNode(host, `set -e\n${fault.plant}`)));
    const ended = await verify();
    expect(ended.code).toBe(3);
    expect(ended.result.ok).toBe(false);
    const named = failedIn(ended).filter(({ id }) => id === fault.check);
    expect(named.map(({ detail }) => detail).join('\n'), told(ended).join('\n')).toMatch(
      fault.says,
    );
    expect(idsOf(failedIn(ended))).toEqual(expect.arrayContaining(fault.also ?? []));
    // Of a password only that it differs.
    expect(ended.stdout).not.toMatch(/lab-int1|lab-pub2|planted1/);
  });
});

describe('a node that does not answer', { timeout: 90_000 }, () => {
  const impatient = (): string => labProject('connection: { connect_timeout: 2 }\n');

  it('is one failed check, exit 3; the other is looked at all the same', async () => {
    await lab('power-off', 'lb02');
    try {
      const ended = await verify([], impatient());
      expect(ended.code).toBe(3);
      expect(ended.result.hosts).toMatchObject({
        'prod-bj-lb01': { outcome: 'ok' },
        'prod-bj-lb02': { outcome: 'unreachable' },
      });
      expect(idsOf(failedIn(ended))).toEqual(['reachable']);
      const drilled = await verify(['--failover', '--yes'], impatient());
      expect(drilled.code).toBe(3);
      const notes = drilled.events.flatMap((event) =>
        event.event === 'note' ? event.message : [],
      );
      expect(notes).toContain('no drill was begun: prod-bj-lb02 cannot be looked at');
    } finally {
      await lab('power-on', 'lb02');
    }
  });

  it('none answers: 69', async () => {
    const ended = await verify(
      [],
      labProject('hosts: { prod-bj-lb01: { address: 127.0.0.1, connection: { port: 1 } } }\n'),
    );
    expect(ended.code).toBe(3);
    const none = await verify(
      ['--limit', 'prod-bj-lb01'],
      labProject('hosts: { prod-bj-lb01: { address: 127.0.0.1, connection: { port: 1 } } }\n'),
    );
    expect(none.code).toBe(69);
  });
});
