import { expect } from 'vitest';
import { onNode } from '../lab/support/node.ts';
import { nodeDown } from './support/bounds.ts';
import { answering, holding, powerCut } from './support/faults.ts';
import { story } from './support/story.ts';

const nodes = { 'edge-lb01': 'e1', 'edge-lb02': 'e2' };
const vips = { NET253: '198.51.100.112', NET252: '203.0.113.212' };
const ports = [80, 1337, 3306, 5601, 6379, 8000, 8080, 9292, 9999, 22222];
const mailbox = 'DEBIAN_FRONTEND=noninteractive apt-get install -qq -y dma >/dev/null';

await story({
  name: 'E',
  cluster: 'edge-tcp',
  nodes,
  others: ['web01', 'web02'],
  // A mail program is the site's own business: here a small one, which puts the mail into the mailbox of ops.
  prepare: { e1: mailbox, e2: mailbox },
  proofs: [
    {
      what: 'ten services on both networks',
      async prove() {
        for (const vip of Object.values(vips)) {
          for (const port of ports) {
            const [from] = await answering(`${vip}:${port}`, 1);
            expect(`${vip}:${port} ${from}`).toMatch(/ web0[12]$/);
          }
        }
      },
    },
    {
      what: 'what keepalived and its checks say is in a file that is rotated',
      async prove() {
        for (const host of Object.values(nodes)) {
          const log = await onNode(host, 'cat /var/log/keepalived.log');
          expect(log).toMatch(/Entering (MASTER|BACKUP) STATE/);
          await onNode(host, 'logrotate --force /etc/logrotate.d/hadeploy-keepalived');
          const sizes = await onNode(host, 'stat -c %s /var/log/keepalived.log*');
          expect(sizes.trim().split('\n')).toEqual(['0', expect.stringMatching(/^[1-9]/)]);
        }
      },
    },
    {
      what: 'each VIP is held once, on its own network',
      async prove() {
        expect(await holding(vips.NET253, nodes, 'eth0')).toEqual(['edge-lb01']);
        expect(await holding(vips.NET252, nodes, 'eth1')).toEqual(['edge-lb01']);
      },
    },
  ],
  failover: [
    { host: 'edge-lb01', drills: ['backends-down', 'haproxy-stopped', 'keepalived-stopped'] },
  ],
  drills: [
    {
      what: 'node down, and back',
      on: 'edge-lb01',
      ask: vips.NET253,
      ...powerCut('e1'),
      bound: nodeDown(80),
      async returned() {
        await expect
          .poll(() => holding(vips.NET253, nodes), { timeout: 60_000 })
          .toEqual(['edge-lb01']);
        await alertedOnce();
      },
    },
  ],
});

/**
 * On the second node, which was never cut off from power: a mail for each change of state that keepalived's own log tells
 * of, in that order, and each with the VIP of its own instance.
 */
async function alertedOnce(): Promise<void> {
  const mails = await onNode(nodes['edge-lb02'], "grep -h '^Subject: ' /var/mail/ops");
  const log = await onNode(nodes['edge-lb02'], 'journalctl -q -u keepalived -o cat');
  for (const [instance, vip] of Object.entries(vips)) {
    const own = mails.split('\n').filter((line) => line.includes(`${instance} on `));
    for (const mail of own) expect(mail).toContain(`VIP ${vip}`);
    const entered = log.matchAll(new RegExp(`\\(${instance}\\) Entering (\\w+) STATE`, 'g'));
    const states = [...entered].map(([, state]) => state);
    const changes = states.filter((state, i) => state !== states[i - 1]);
    expect(changes.length).toBeGreaterThan(4);
    expect(own.map((mail) => / is (\w+) /.exec(mail)?.[1])).toEqual(changes);
  }
}
