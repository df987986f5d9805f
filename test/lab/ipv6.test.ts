import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hadeploy, titlesOf, type Ended } from './support/hadeploy.ts';
import { lab, vips } from './support/lab.ts';
import { onNode, nodes } from './support/node.ts';
import { labProject } from './support/project.ts';

/** A VIP of IPv6 beside the others: VRRP version 3 over link-local addresses, neighbour discovery, IPv6 sockets. */

const net = 'fd42:198:51';
const vip = `${net}::100`;
const bridge = 'hadeploy-lab0';

const sixth = labProject(`vrrp:
  instances:
    SIX: { vrid: 66, vips: ['${vip}/64'] }
haproxy:
  frontends:
    http_front: { bind: ['${vips[0]}:80', '${vips[1]}:80', '[${vip}]:80'] }
`);

const run = (...words: string[]): Promise<Ended> =>
  hadeploy([...words, '--json'], { project: sixth });

/** The lab's network has IPv4 only: here it has more for a while. */
async function withIpv6(): Promise<void> {
  execFileSync('ip', ['-6', 'address', 'replace', `${net}::1/64`, 'dev', bridge, 'nodad']);
  for (const [index, node] of nodes.entries()) {
    await onNode(
      node,
      `for one in all default eth0; do echo 0 >/proc/sys/net/ipv6/conf/$one/disable_ipv6; done
ip -6 address replace ${net}::1${index + 1}/64 dev eth0 nodad`,
    );
  }
}

beforeAll(async () => {
  await lab('reset');
  await withIpv6();
}, 120_000);
afterAll(async () => {
  execFileSync('ip', ['-6', 'address', 'delete', `${net}::1/64`, 'dev', bridge]);
  await lab('reset');
}, 120_000);

it('is deployed, answers, and needs nothing more', { timeout: 120_000 }, async () => {
  const applied = await run('apply', 'prod-bj', '--yes');
  expect(applied.code, applied.result.message).toBe(0);
  expect(titlesOf(applied).join('\n')).toContain('net.ipv6.ip_nonlocal_bind');
  const page = await fetch(`http://[${vip}]/`, { signal: AbortSignal.timeout(3_000) });
  expect(await page.text()).toMatch(/^web0[12]/);
  expect(titlesOf(await run('plan', 'prod-bj'))).toEqual([]);
});

it('verify sees it as it sees the others', { timeout: 60_000 }, async () => {
  const { code, result } = await run('verify', 'prod-bj');
  const failed = (result.checks ?? []).filter(({ ok }) => !ok);
  expect(failed).toEqual([]);
  expect(code).toBe(0);
  const of = (result.checks ?? []).filter(({ title }) => title.startsWith('SIX '));
  expect(of.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['vip-answers', 'vip-holder', 'vrrp-match', 'failover-time']),
  );
});

it('fails over within its bound, and comes back', { timeout: 120_000 }, async () => {
  const words = ['--failover', '--drill', 'keepalived-stopped', '--limit', 'prod-bj-lb01', '--yes'];
  const { code, result } = await run('verify', 'prod-bj', ...words);
  const rows = (result.drills ?? []) as { vip?: string; ok: boolean; outageMs: number }[];
  const row = rows.find((one) => one.vip === 'SIX');
  expect(row).toMatchObject({ ok: true });
  expect(row?.outageMs).toBeGreaterThan(100);
  expect(code).toBe(0);
});

it('goes with a rollback', { timeout: 60_000 }, async () => {
  expect((await run('rollback', 'prod-bj', '--yes')).code).toBe(0);
  for (const node of nodes) {
    expect(await onNode(node, 'ip -6 -o address show dev eth0')).not.toContain(vip);
    expect(await onNode(node, 'cat /proc/sys/net/ipv6/ip_nonlocal_bind')).toBe('0\n');
  }
});
