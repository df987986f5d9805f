import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { hadeploy } from '../lab/support/hadeploy.ts';
import { addresses, lab, labDirectory } from '../lab/support/lab.ts';
import { onNode } from '../lab/support/node.ts';
import { project } from '../lab/support/project.ts';
import { silenceDuring } from '../lab/support/silence.ts';

/** Why there are no User-Mode Linux nodes on this machine; null where there are. */
const missing = await promisify(execFile)('bash', [join(labDirectory, 'lab'), 'uml', 'up', '1'], {
  timeout: 400_000,
}).then(
  () => null,
  ({ stderr, message }: Error & { stderr?: string }) =>
    stderr?.trim().split('\n').at(-1) ?? message,
);
/** Only a kernel of `lab uml kernel` tells keepalived which processes end. */
const tracks = missing === null && (await kernelReports());

const [first, second] = ['u1a', 'u1b'] as const;
const vip = `${addresses.LAB_NET}.107`;
/** One second, as the profile promises: nothing is allowed for this machine being slow. */
const promisedMs = 1_000;

describe.skipIf(missing !== null)(`the fast profile${missing ? `: ${missing}` : ''}`, () => {
  beforeAll(async () => {
    await lab('reset', first, second);
    const applied = await apply();
    expect(applied.stderr).toBe('');
    expect(applied.code).toBe(0);
    await healthy();
  }, 900_000);

  it('the daemons take the configuration without a word', async () => {
    for (const host of [first, second]) {
      expect(await onNode(host, 'keepalived -t -f /etc/keepalived/keepalived.conf 2>&1')).toBe('');
    }
  });

  it.skipIf(!tracks)(
    `haproxy killed${tracks ? '' : ': this kernel reports no processes (lab uml kernel)'}`,
    { timeout: 300_000 },
    async () => {
      await outage(() => onNode(first, 'systemctl kill -s KILL haproxy'));
    },
  );

  it('keepalived killed', { timeout: 300_000 }, async () => {
    await outage(() => onNode(first, 'systemctl kill -s KILL keepalived'));
  });

  it('power cut', { timeout: 600_000 }, async () => {
    await outage(() => lab('power-off', first));
    await lab('power-on', first);
    await healthy();
  });

  it.skipIf(tracks)('a kernel that cannot report processes is refused', async () => {
    const plan = await hadeploy(['plan', 'uml-fast']);
    expect(plan.code).toBe(1);
    expect(plan.stderr).toMatch(/CONFIG_PROC_EVENTS[^]*`track_process: \[\]`/);
  });
});

async function kernelReports(): Promise<boolean> {
  return (await onNode('u1a', 'cat /proc/net/connector 2>/dev/null || true')).includes('cn_proc');
}

/** What the shipped inventory of these nodes says, but for what this kernel cannot do. */
function apply() {
  const without = `extends: ${join(labDirectory, 'inventory/uml-fast.yaml')}\nvrrp: { track_process: [] }\n`;
  return hadeploy(
    ['apply', 'uml-fast', '--yes', '--confirm-timeout', '300'],
    tracks ? {} : { project: project({ 'inventory/uml-fast.yaml': without }) },
  );
}

/** The second node takes over, and no client waits longer than promised; then everything is as before. */
async function outage(fault: () => Promise<unknown>): Promise<void> {
  const before = await elections();
  const silence = await silenceDuring(vip, async () => {
    await fault();
    await pause(8_000);
  });
  expect(await elections()).toBeGreaterThan(before);
  expect(silence).toBeLessThan(promisedMs);
  // A power cut leaves the first node off: the caller brings it back.
  if (await isUp(first)) await healthy();
}

/** How often the second node has become master. */
async function elections(): Promise<number> {
  return Number(
    await onNode(second, 'journalctl -u keepalived | grep -c "Entering MASTER" || true'),
  );
}

async function isUp(host: string): Promise<boolean> {
  return lab('status', host).then(
    () => true,
    () => false,
  );
}

/** The first node holds the VIP alone, and serves. */
async function healthy(): Promise<void> {
  const held = `ip -o -4 address show | grep -c ' ${vip}/' || true`;
  for (let tries = 0; tries < 60; tries += 1) {
    const [one, two] = await Promise.all([onNode(first, held), onNode(second, held)]);
    if (one === '1\n' && two === '0\n') return;
    await pause(1_000);
  }
  throw new Error(`${first} does not hold ${vip} again`);
}
