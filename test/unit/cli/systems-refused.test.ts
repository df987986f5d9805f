import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Finding } from '../../../src/lint/finding.ts';
import { keepalivedConf, repository } from '../playbook/shipped.ts';
import { directoryWith, hadeploy } from './fake-io.ts';

/** Mistakes that the write-ups of the reference systems made, or invite. */

const shipped = (name: string): string =>
  `extends: ${join(repository, 'inventory', `${name}.yaml`)}\n`;

it('C and D on one subnet with the same VRID: neither is planned', async () => {
  const directory = directoryWith({
    'inventory/lvs-dr.yaml': shipped('lvs-dr'),
    'inventory/web-ha.yaml': `${shipped('web-ha')}vrrp: { instances: { WEB: { vrid: 51 } } }\n`,
  });
  for (const cluster of ['lvs-dr', 'web-ha']) {
    const ran = await hadeploy(directory, ['plan', cluster]);
    expect(ran.code).toBe(64);
    expect(ran.stderr).toContain('VRRP002: VRID 51 is used by WEB on ');
    expect(ran.stderr).toContain('no connection was made');
  }
});

it('C and D as they are shipped, side by side', async () => {
  const files = ['lvs-dr', 'web-ha'].map((name) => [`inventory/${name}.yaml`, shipped(name)]);
  const directory = directoryWith(Object.fromEntries(files) as Record<string, string>);
  expect((await hadeploy(directory, ['lint'])).code).toBe(0);
});

/** Errors of lint in the files of two nodes, which somebody has written by hand. */
async function errorsIn(first: string, second: string): Promise<string[]> {
  const directory = directoryWith({ 'a/keepalived.conf': first, 'b/keepalived.conf': second });
  const ran = await hadeploy(directory, ['lint', '--node', 'a=a', '--node', 'b=b', '--json']);
  expect(ran.code).toBe(3);
  return (JSON.parse(ran.stdout) as Finding[])
    .filter(({ severity }) => severity === 'error')
    .map(({ id, message }) => `${id}: ${message}`);
}

it('E with two different VRIDs of one VIP', async () => {
  const [first, second] = await Promise.all([
    keepalivedConf('edge-tcp', 'edge-lb01'),
    keepalivedConf('edge-tcp', 'edge-lb02'),
  ]);
  expect(second).toContain('virtual_router_id 15');
  const errors = await errorsIn(
    first,
    second.replace('virtual_router_id 15', 'virtual_router_id 16'),
  );
  expect(errors.join('\n')).toMatch(/^VRRP001: .*15.*16|^VRRP001: .*16.*15/m);
});

it('F with swapped VIPs', async () => {
  const [first, second] = await Promise.all([
    keepalivedConf('desktop-pool', 'desktop-lb1'),
    keepalivedConf('desktop-pool', 'desktop-lb2'),
  ]);
  const swapped = second.replaceAll(/172\.20\.22\.23[01]/g, (vip) =>
    vip.endsWith('0') ? '172.20.22.231' : '172.20.22.230',
  );
  expect(swapped).not.toBe(second);
  expect((await errorsIn(first, swapped)).join('\n')).toContain('VIPs are swapped: ');
});
