import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/event.ts';
import { hadeploy } from './support/hadeploy.ts';
import { addresses, lab, vips } from './support/lab.ts';
import { onBoth, onNode } from './support/node.ts';
import { labProject } from './support/project.ts';
import { answers, done, reaches } from './support/reach.ts';

/** The roles `firewalld` and `ufw` on nodes that are closed: what a pair needs is open, for those who may, and nothing else. */

const [internalVip, publicVip] = vips.map(String);
const laptop = `${addresses.LAB_NET}.1`;

interface HostFirewall {
  /** Role and package. */
  name: string;
  /** As a site has it: closed but for SSH. */
  close: string;
  /** Not in force, but there. */
  idle: string;
  /** All that it has been told. */
  told: string;
  /** Takes a rule of ours away by hand; where nothing is said, the plan does not look. */
  meddle?: string;
}

const firewalld: HostFirewall = {
  name: 'firewalld',
  close: 'systemctl start firewalld',
  idle: 'systemctl stop firewalld',
  told: 'cd /etc/firewalld && grep -r . | sort; nft list chain inet firewalld filter_INPUT_POLICIES_post',
};
const ufw: HostFirewall = {
  name: 'ufw',
  close: 'ufw allow 22/tcp comment site >/dev/null && ufw --force enable >/dev/null',
  idle: 'ufw disable >/dev/null',
  told: 'ufw show added | sort; ufw status | grep -c ALLOW',
  meddle: 'ufw delete $(sed -n "s/^allow .* proto vrrp$/&/p" /etc/hadeploy/ufw.rules) >/dev/null',
};
const firewalls = [firewalld, ufw];

/** A pair of which the laptop, or somebody else only, may ask the public VIP. */
function closedPair({ name }: HostFirewall, source: string): string {
  return labProject(`playbook: closed\nfirewall: { sources: { PUBLIC_VIP: [${source}] } }\n`, {
    'playbooks/closed.yaml': `name: closed
steps:
  - include: nonlocal-bind
  - package: [haproxy, keepalived, psmisc, socat, netbase, ${name}]
  - include: haproxy-check
  - include: haproxy-config
  - include: keepalived-config
  - include: ${name}
  - include: haproxy-service
  - include: keepalived-service
  - vip: {}
`,
  });
}

describe.each(firewalls)('a pair behind $name', { timeout: 240_000 }, (firewall) => {
  let pair: string;
  let other: string;

  beforeAll(async () => {
    pair = closedPair(firewall, `${laptop}/32`);
    other = closedPair(firewall, '203.0.113.9/24');
    await lab('reset');
    await onBoth(
      `DEBIAN_FRONTEND=noninteractive apt-get install -qq -y netbase ${firewall.name} >/dev/null 2>&1
${firewall.close}`,
    );
    await done(pair, 'apply', 'prod-bj', '--yes');
  }, 240_000);
  afterAll(async () => {
    await lab('reset');
  }, 240_000);

  it('is healthy, and the second apply has nothing to do', async () => {
    await done(pair, 'verify', 'prod-bj');
    await done(pair, 'plan', 'prod-bj');
  });

  it('a VIP takes those who may ask it, on the ports that it serves', async () => {
    expect(await answers(`${publicVip}:80`)).toBe(true);
    expect(await answers(`${internalVip}:80`)).toBe(true);
    expect(await reaches('web01', String(publicVip), 80)).toBe(false);
    expect(await reaches('web01', String(internalVip), 80)).toBe(true);
    expect(await reaches('lb02', String(publicVip), 80)).toBe(true);
    expect(await reaches('web01', addresses.LB01, 80)).toBe(false);
    expect(await reaches('web01', addresses.LB01, 22)).toBe(true);
  });

  it('a standby that hears nobody else does not take the VIPs', async () => {
    const held = await onBoth('ip -o -4 address show dev eth0 | grep -c /32 || true');
    expect(held).toEqual({ lb01: '2\n', lb02: '0\n' });
  });

  it('rules that are no longer right go; a rollback brings back what was there', async () => {
    const before = await onBoth(firewall.told);
    await done(other, 'apply', 'prod-bj', '--yes');
    expect(await answers(`${publicVip}:80`)).toBe(false);
    expect(await answers(`${internalVip}:80`)).toBe(true);
    await done(other, 'plan', 'prod-bj');
    await done(other, 'rollback', 'prod-bj', '--yes');
    expect(await onBoth(firewall.told)).toEqual(before);
    expect(await answers(`${publicVip}:80`)).toBe(true);
  });

  it.skipIf(firewall.meddle === undefined)('a rule taken away by hand comes back', async () => {
    const before = await onBoth(firewall.told);
    await onNode('lb01', firewall.meddle ?? '');
    expect((await hadeploy(['plan', 'prod-bj'], { project: pair })).code).toBe(2);
    await done(pair, 'apply', 'prod-bj', '--yes');
    expect(await onBoth(firewall.told)).toEqual(before);
  });
});

describe.each(firewalls)('$name on bare nodes', { timeout: 240_000 }, (firewall) => {
  beforeAll(async () => {
    await lab('reset');
    await onBoth(
      `DEBIAN_FRONTEND=noninteractive apt-get install -qq -y netbase ${firewall.name} >/dev/null 2>&1
${firewall.close}`,
    );
  }, 240_000);
  afterAll(async () => {
    await lab('reset');
  }, 240_000);

  it('a rollback leaves the rules of the site, and those only', async () => {
    const pair = closedPair(firewall, `${laptop}/32`);
    const before = await onBoth(firewall.told);
    await done(pair, 'apply', 'prod-bj', '--yes');
    expect(await onBoth(firewall.told)).not.toEqual(before);
    await done(pair, 'rollback', 'prod-bj', '--yes');
    expect(await onBoth(firewall.told)).toEqual(before);
  });

  it('one that is not in force is not switched on', async () => {
    const pair = closedPair(firewall, `${laptop}/32`);
    await onBoth(firewall.idle);
    const { code, stdout, stderr } = await hadeploy(['apply', 'prod-bj', '--yes'], {
      project: pair,
    });
    if (firewall.name === 'firewalld') {
      expect(code).not.toBe(0);
      expect(stdout + stderr).toContain('firewalld does not run on this node');
      expect(await onNode('lb01', 'systemctl is-active firewalld || true')).toBe('inactive\n');
    } else {
      expect(code).toBe(0);
      expect(await onNode('lb01', 'ufw status')).toBe('Status: inactive\n');
      expect(await onNode('lb01', 'ufw show added')).toContain('proto vrrp');
    }
  });
});

describe('ufw, and what the site has told it', { timeout: 240_000 }, () => {
  const clash = `limit to ${internalVip} port 80 proto tcp`;
  let pair: string;

  beforeEach(async () => {
    pair = closedPair(ufw, `${laptop}/32`);
    await lab('reset');
    await onBoth(
      `DEBIAN_FRONTEND=noninteractive apt-get install -qq -y netbase ufw >/dev/null 2>&1
${ufw.close}`,
    );
  }, 240_000);
  afterAll(async () => {
    await lab('reset');
  }, 240_000);

  it('a rule that ours would replace is named before anything is touched', async () => {
    await onNode('lb01', `ufw ${clash}`);
    const before = await onBoth(ufw.told);
    const { code, stdout, stderr } = await hadeploy(['apply', 'prod-bj', '--yes'], {
      project: pair,
    });
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain(`ufw delete ${clash}`);
    expect(stdout + stderr).toContain('Nothing live was changed');
    expect(await onBoth(ufw.told)).toEqual(before);
  });

  it('where power is lost before the first apply is confirmed no rule of ours stays', async () => {
    const before = await onNode('lb01', ufw.told);
    // Slow: the revert at boot must not come before ufw itself.
    await onNode(
      'lb01',
      `mkdir -p /etc/systemd/system/ufw.service.d
printf '[Service]\\nExecStartPre=/bin/sleep 5\\n' >/etc/systemd/system/ufw.service.d/slow.conf`,
    );
    const kill = new AbortController();
    await hadeploy(['apply', 'prod-bj', '--yes', '--json'], {
      project: pair,
      signal: kill.signal,
      onLine: (line) => {
        const event = JSON.parse(line) as RunEvent;
        if (event.event === 'phase' && event.phase === 'verify') kill.abort();
      },
    });
    expect(await onNode('lb01', 'ufw show added')).toContain("comment 'hadeploy'");
    await lab('power-off', 'lb01');
    await lab('power-on', 'lb01');
    const unfinished = "systemctl list-units --all --no-legend --plain 'hadeploy-*'";
    await expect
      .poll(() => onNode('lb01', unfinished), { timeout: 30_000, interval: 500 })
      .toBe('');
    expect(await onNode('lb01', ufw.told)).toBe(before);
  });
});
