import { beforeAll, describe, expect, it } from 'vitest';
import { lab, vips } from './support/lab.ts';
import { hadeploy, onPair, orderOf, type Ended } from './support/hadeploy.ts';
import { onBoth, onNode, type Node } from './support/node.ts';
import { labProject } from './support/project.ts';
import { changedOn, leftovers, snapshots, untouched, type Snapshot } from './support/snapshot.ts';
import { failuresIn, startTraffic } from './support/traffic.ts';

const apply = (directory: string): Promise<Ended> => onPair('apply', [], { project: directory });

/** The shown failure and the end, as a person reads them. */
function told(ended: Ended): string {
  return ended.events
    .flatMap((event) => (event.event === 'failure' ? [JSON.stringify(event)] : []))
    .concat(ended.result.message ?? '')
    .join('\n');
}

/** What a revert must leave: everything as it was but for start times of what was reloaded. */
async function asBefore(before: Record<Node, Snapshot>): Promise<void> {
  // Directories in which something came and went; the socket that haproxy's unit binds into its chroot.
  const moved =
    /^(since |own |time \/etc(\/(haproxy|keepalived|sysctl\.d|rc\d\.d|systemd\/system(\/[a-z.-]+\.wants)?))?$|time \/var\/lib$|\w+ \/var\/lib\/haproxy\/dev)/;
  expect(changedOn(before, await snapshots(), { except: moved })).toEqual(untouched);
  expect(await onBoth(leftovers)).toEqual({ lb01: '', lb02: '' });
}

describe('a first apply that fails on the second node', { timeout: 90_000 }, () => {
  let before: Record<Node, Snapshot>;
  let failed: Ended;

  beforeAll(async () => {
    await lab('reset');
    // The packages stay whatever happens: bring them first, so that the rest can be compared whole.
    await onBoth(
      `systemctl mask -q haproxy keepalived
      DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install haproxy keepalived psmisc socat >/dev/null 2>&1
      rm -f /etc/systemd/system/haproxy.service /etc/systemd/system/keepalived.service
      systemctl daemon-reload; systemctl disable -q haproxy keepalived 2>/dev/null`,
    );
    await onNode(
      'lb02',
      'systemd-run --quiet --collect --unit squatter socat TCP-LISTEN:80,fork,reuseaddr -',
    );
    before = await snapshots();
    failed = await onPair('apply');
  });

  it('exit 1, both nodes reverted, and why in the daemon’s own words', () => {
    expect(failed.code).toBe(1);
    expect(orderOf(failed, 'activate')).toEqual(['prod-bj-lb01', 'prod-bj-lb02']);
    expect(failed.result.hosts).toMatchObject({
      'prod-bj-lb01': { outcome: 'reverted' },
      'prod-bj-lb02': { outcome: 'reverted' },
    });
    expect(told(failed)).toContain('prod-bj-lb02');
    expect(told(failed)).toMatch(/cannot bind socket \(Address already in use\)/i);
    expect(told(failed)).toMatch(/Everything was put back|everything was reverted/);
  });

  it('both nodes are what they were: files, switches, units, sysctls, addresses', async () => {
    await asBefore(before);
  });

  it('the nodes remember that it was reverted', async () => {
    const history = await onPair('history');
    expect(history.result.transactions).toMatchObject([
      {
        id: failed.result.transaction,
        states: { 'prod-bj-lb01': 'reverted', 'prod-bj-lb02': 'reverted' },
      },
    ]);
    expect((await onPair('rollback')).code).toBe(64);
  });

  it('with the cause gone the same apply succeeds', async () => {
    await onNode('lb02', 'systemctl stop squatter');
    expect((await onPair('apply')).code).toBe(0);
  });
});

describe('on a running pair', { timeout: 60_000 }, () => {
  let before: Record<Node, Snapshot>;
  beforeAll(async () => {
    before = await snapshots();
  });

  const playbook = (steps: string): Record<string, string> => ({
    'playbooks/own.yaml': `name: own\nsteps:\n${steps}\n`,
  });
  const change = `
  - file: { path: /etc/haproxy/haproxy.cfg, template: haproxy.cfg, validate: haproxy }
  - file: { path: /etc/hadeploy-new, content: "new\\n" }
  - directory: { path: /etc/hadeploy-dir }
  - sysctl: { net.ipv4.tcp_fin_timeout: 61 }
  - service: { name: haproxy, reload_on: [/etc/haproxy/haproxy.cfg] }`;
  const faster = 'playbook: own\nhaproxy: { timeouts: { connect: 4s } }\n';

  it('a command that fails on the holder only: both reverted, no request lost', async () => {
    const steps = `${change}
  - command: { run: 'echo "no such luck" >&2; exit 7', unless: 'false' }
    hosts: [prod-bj-lb01]
  - vip: {}`;
    const traffic = startTraffic(vips);
    const ended = await apply(labProject(faster, playbook(steps)));
    const answers = await traffic.stop();
    expect(ended.code).toBe(1);
    expect(orderOf(ended, 'activate')).toEqual(['prod-bj-lb02', 'prod-bj-lb01']);
    expect(ended.result.hosts).toMatchObject({
      'prod-bj-lb01': { outcome: 'reverted' },
      'prod-bj-lb02': { outcome: 'reverted' },
    });
    expect(told(ended)).toContain('no such luck');
    expect(told(ended)).toMatch(/exit code 7/);
    expect(told(ended)).toMatch(/Everything was put back|everything was reverted/);
    expect(failuresIn(answers)).toEqual([]);
    await asBefore(before);
  });

  it('a command that fails on the standby: the holder is never touched', async () => {
    const steps = `${change}
  - command: { run: 'exit 7', unless: 'false' }
    hosts: [prod-bj-lb02]`;
    const reloads = `journalctl -u haproxy --no-pager | grep -c 'Reloaded haproxy'`;
    const reloaded = await onNode('lb01', reloads);
    const ended = await apply(labProject(faster, playbook(steps)));
    expect(ended.code).toBe(1);
    expect(orderOf(ended, 'activate')).toEqual(['prod-bj-lb02']);
    expect(ended.result.hosts).toMatchObject({
      'prod-bj-lb01': { outcome: 'skipped' },
      'prod-bj-lb02': { outcome: 'reverted' },
    });
    expect(await onNode('lb01', reloads)).toBe(reloaded);
    await asBefore(before);
  });

  it('a port that is taken on one node: a reload that did not take the new file counts as failed', async () => {
    await onNode(
      'lb02',
      'systemd-run --quiet --collect --unit squatter socat TCP-LISTEN:8081,fork -',
    );
    const ended = await apply(
      labProject(
        `haproxy: { frontends: { other: { bind: '*:8081', default_backend: http_back } } }\n`,
      ),
    );
    await onNode('lb02', 'systemctl stop squatter');
    expect(ended.code).toBe(1);
    expect(told(ended)).toContain('prod-bj-lb02');
    expect(told(ended)).toMatch(/cannot bind socket|Address already in use/i);
    await asBefore(before);
  });

  it('a service that does not become what the plan said: the gate says so and all goes back', async () => {
    const steps = `
  - file: { path: /etc/systemd/system/short.service, content: "[Service]\\nExecStart=/bin/sleep 0.2\\n[Install]\\nWantedBy=multi-user.target\\n" }
  - service: { name: haproxy, enabled: true }
  - command: { run: systemctl daemon-reload, unless: 'systemctl cat short', undo: 'true' }
  - command: { run: 'systemctl start short; sleep 0.5; systemctl is-active short', unless: 'false' }`;
    const ended = await apply(labProject('playbook: own\n', playbook(steps)));
    expect(ended.code).toBe(1);
    expect(told(ended)).toContain('inactive');
    await asBefore(before);
  });

  it('the other host is off: 69; with --limit this one is done alone and undone alone', async () => {
    const faster = labProject(
      'haproxy: { timeouts: { connect: 4s } }\nconnection: { connect_timeout: 2 }\n',
    );
    await lab('power-off', 'lb02');
    try {
      const refused = await onPair('apply', [], { project: faster });
      expect(refused.code).toBe(69);
      expect(refused.result.hosts).toMatchObject({ 'prod-bj-lb02': { outcome: 'unreachable' } });
      const limited = ['prod-bj', '--limit', 'prod-bj-lb01', '--yes', '--json'];
      const alone = await hadeploy(['apply', ...limited], { project: faster });
      expect(alone.code).toBe(0);
      expect(alone.result.hosts).toEqual({ 'prod-bj-lb01': { outcome: 'changed', changes: 2 } });
      expect((await hadeploy(['rollback', ...limited])).code).toBe(0);
      const after = await onNode('lb01', 'sha256sum </etc/haproxy/haproxy.cfg');
      expect(after.trim().split(' ')[0]).toBe(before.lb01.get('sum /etc/haproxy/haproxy.cfg'));
    } finally {
      await lab('power-on', 'lb02');
    }
  });
});
