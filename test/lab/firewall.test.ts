import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hadeploy } from './support/hadeploy.ts';
import { addresses, lab, labDirectory, vips } from './support/lab.ts';
import { onNode } from './support/node.ts';
import { labProject, project } from './support/project.ts';
import { answers, done, reaches } from './support/reach.ts';

/** The role `firewall` before a real kernel: what it closes is closed, and nothing else. */

const [, publicVip] = vips;
const laptop = `${addresses.LAB_NET}.1`;

const walledPair = labProject(
  `playbook: walled\nfirewall: { sources: { PUBLIC_VIP: [${laptop}/32] } }\n`,
  {
    'playbooks/walled.yaml': `name: walled
steps:
  - include: nonlocal-bind
  - package: [haproxy, keepalived, psmisc, socat, nftables]
  - include: haproxy-check
  - include: haproxy-config
  - include: keepalived-config
  - include: firewall
  - include: haproxy-service
  - include: keepalived-service
  - vip: {}
`,
  },
);

const walledServers = project({
  'inventory/web-cluster.yaml': `extends: ${join(labDirectory, 'inventory/web-cluster.yaml')}
playbook: walled
`,
  'playbooks/walled.yaml': `name: walled
steps:
  - package: [haproxy, socat]
    hosts: [balancers]
  - package: [nginx, nftables]
    hosts: [web]
  - include: trial-page
    hosts: [web]
  - include: nginx
    hosts: [web]
  - include: firewall
    hosts: [web]
  - include: haproxy
    hosts: [balancers]
`,
});

describe('a pair behind its own rules', { timeout: 240_000 }, () => {
  beforeAll(async () => {
    await lab('reset');
    await done(walledPair, 'apply', 'prod-bj', '--yes');
  }, 240_000);
  afterAll(async () => {
    await onNode('web02', 'systemctl stop keepalived; apt-get purge -qq -y keepalived; :');
    await lab('reset');
  }, 240_000);

  it('is healthy, and the second apply has nothing to do', async () => {
    await done(walledPair, 'verify', 'prod-bj');
    await done(walledPair, 'plan', 'prod-bj');
  });

  it('a VIP takes those who may ask it, on the ports that it serves', async () => {
    expect(await answers(`${publicVip}:80`)).toBe(true);
    expect(await reaches('web01', String(publicVip), 80)).toBe(false);
    expect(await reaches('lb02', String(publicVip), 80)).toBe(true);
    // sshd listens on every address: the VIP has no such port, the node's own address has.
    expect(await reaches('web01', String(publicVip), 22)).toBe(false);
    expect(await reaches('web01', addresses.LB01, 22)).toBe(true);
  });

  it('a stranger with a better priority does not get the VIPs, and would without the rules', async () => {
    await onNode(
      'web02',
      `DEBIAN_FRONTEND=noninteractive apt-get install -qq -y keepalived >/dev/null 2>&1
cat >/etc/keepalived/keepalived.conf <<'CONF'
vrrp_instance STRANGER {
  state BACKUP
  interface eth0
  virtual_router_id 52
  priority 250
  advert_int 1
  authentication {
    auth_type PASS
    auth_pass lab-pub2
  }
  virtual_ipaddress {
    ${String(publicVip)}/24
  }
}
CONF
systemctl restart keepalived`,
    );
    const holds = async (host: string): Promise<boolean> =>
      (await onNode(host, 'ip -o -4 address show dev eth0')).includes(` ${String(publicVip)}/`);
    await expect.poll(() => holds('web02'), { timeout: 15_000, interval: 500 }).toBe(true);
    // Three advertisements of its own, and more.
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(await holds('lb01')).toBe(true);
    await onNode('lb01', 'systemctl stop hadeploy-firewall');
    await expect.poll(() => holds('lb01'), { timeout: 15_000, interval: 500 }).toBe(false);
    await onNode('lb01', 'systemctl start hadeploy-firewall');
    await expect.poll(() => holds('lb01'), { timeout: 15_000, interval: 500 }).toBe(true);
  });

  it('the rules come back with the node, and go with a rollback', async () => {
    const table = 'nft list table inet hadeploy >/dev/null 2>&1 && echo there || echo gone';
    await lab('power-off', 'lb02');
    await lab('power-on', 'lb02');
    expect(await onNode('lb02', table)).toBe('there\n');
    await onNode('web02', 'systemctl stop keepalived');
    await expect
      .poll(async () => (await hadeploy(['verify', 'prod-bj'], { project: walledPair })).code, {
        timeout: 60_000,
        interval: 2_000,
      })
      .toBe(0);
    await done(walledPair, 'rollback', 'prod-bj', '--yes');
    expect(await onNode('lb01', table)).toBe('gone\n');
    expect(await onNode('lb02', table)).toBe('gone\n');
  });
});

describe('servers behind a balancer', { timeout: 240_000 }, () => {
  beforeAll(async () => {
    await lab('system', 'B');
    await done(walledServers, 'apply', 'web-cluster', '--yes');
  }, 240_000);

  it('answer the balancer, and nobody from outside the cluster', async () => {
    await done(walledServers, 'verify', 'web-cluster');
    expect(await answers(`${addresses.LAB_NET}.13:80`)).toBe(true);
    for (const server of ['14', '15'].map((octet) => `${addresses.LAB_NET}.${octet}`)) {
      expect(await reaches('s1', server, 80)).toBe(true);
      expect(await answers(`${server}:80`)).toBe(false);
      expect(await reaches('web01', server, 22)).toBe(true);
    }
  });
});
