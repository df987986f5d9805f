import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drillNames, isServerDrill, serviceOf } from '../../src/core/drill.ts';
import { addresses, lab } from './support/lab.ts';
import { onPair, type Ended, type Given } from './support/hadeploy.ts';
import { onBoth, onNode, type Node } from './support/node.ts';
import { labProject } from './support/project.ts';
import { changedOn, leftovers, snapshots, untouched, type Snapshot } from './support/snapshot.ts';

/**
 * Real faults on the lab's pair. Containers do not boot: `reboot` and `power-cut` must be refused here, for they would
 * take this very machine.
 */

/** As shipped, but that the check script looks at the servers too, so that `backends-down` says something. */
const shipped = labProject('vrrp: { track: { haproxy: { servers: true } } }\n');

/** An election every second costs minutes; what a node does when hadeploy dies is the same with a quicker one. */
const quick = labProject(`vrrp:
  version: 3
  advert_int: 0.3
  instances: { INTERNAL_VIP: { auth_pass: null }, PUBLIC_VIP: { auth_pass: null } }
  track: { haproxy: { interval: 1, servers: true } }
haproxy:
  backends: { http_back: { health: { inter: 1s, fall: 2 } } }
`);

interface Row {
  drill: string;
  host: string;
  ok: boolean;
  skipped?: string;
  problems?: string[];
  outageMs?: number;
  splitBrainMs?: number;
}

const boots = ['reboot', 'power-cut'];
/** What a pair of haproxy, with servers that are no hosts of its inventory, has nothing for. */
const absent = drillNames.filter(
  (name) => isServerDrill(name) || !['haproxy', null].includes(serviceOf(name)),
);
const possible = drillNames.filter((name) => !boots.includes(name) && !absent.includes(name));

function drills(words: string[], given: Given): Promise<Ended> {
  return onPair('verify', [...words, '--yes'], given);
}

async function deployed(project: string): Promise<void> {
  expect((await onPair('apply', ['--settle', '0'], { project })).code).toBe(0);
}

function rowsOf(ended: Ended): Row[] {
  return (ended.result.drills ?? []) as Row[];
}

/** How often systemd had to start a daemon again is not the state of a node. */
const counted = /^unit (haproxy|keepalived)\.service/;

async function asBefore(before: Record<Node, Snapshot>): Promise<void> {
  const changed = changedOn(before, await snapshots(), { state: true, except: counted });
  expect(changed).toEqual(untouched);
  expect(
    await onBoth(
      `${leftovers}ls -d /run/hadeploy-drill-* /var/lib/hadeploy/*/.drill-* 2>/dev/null; true`,
    ),
  ).toEqual({
    lb01: '',
    lb02: '',
  });
}

let before: Record<Node, Snapshot>;

beforeAll(async () => {
  await lab('reset', 'lb01', 'lb02');
  await deployed(shipped);
});

beforeEach(async () => {
  before = await snapshots();
});

describe('every drill', { timeout: 300_000 }, () => {
  async function passesOn(host: string, project: string): Promise<Row[]> {
    const ended = await drills(['--failover', '--limit', host], { project });
    const rows = rowsOf(ended);
    const done = rows.filter(({ skipped }) => skipped === undefined);
    expect(done.filter(({ ok }) => !ok)).toEqual([]);
    expect([...new Set(done.map(({ drill }) => drill))].sort()).toEqual([...possible].sort());
    // Two VIPs.
    expect(done).toHaveLength(possible.length * 2);
    const refused = rows.filter(({ skipped }) => skipped !== undefined);
    expect(refused.map(({ drill }) => drill).sort()).toEqual([...boots].sort());
    for (const { skipped } of refused) expect(skipped).toMatch(/the node is a container/);
    expect(ended.code).toBe(0);
    await asBefore(before);
    return done;
  }

  const of = (rows: Row[], name: string) => rows.filter(({ drill }) => drill === name);

  it('on the holder, as shipped: within what the configuration promises, everything as it was', async () => {
    const rows = await passesOn('prod-bj-lb01', shipped);
    // The faults were real: the holder's end was felt, and two holders were seen.
    for (const { outageMs = 0 } of of(rows, 'link-down')) expect(outageMs).toBeGreaterThan(1_000);
    for (const { splitBrainMs = 0 } of of(rows, 'vrrp-blocked')) {
      expect(splitBrainMs).toBeGreaterThan(500);
    }
  });

  it('on the standby: nothing moves', async () => {
    await deployed(quick);
    before = await snapshots();
    await passesOn('prod-bj-lb02', quick);
  });
});

describe('hadeploy is killed in the middle of a drill', { timeout: 90_000 }, () => {
  it.each(possible)('%s: the node takes it back by itself', async (drill) => {
    const kill = new AbortController();
    const killed = await drills(['--drill', drill, '--limit', 'prod-bj-lb01'], {
      project: quick,
      signal: kill.signal,
      onLine: (line) => {
        if (line.includes('"state":"fault"')) kill.abort();
      },
    });
    expect(killed.code).not.toBe(0);
    expect(killed.stdout).toContain('"state":"fault"');
    // The fault is there: nobody has taken it back yet.
    const gone = 'ls -d /run/hadeploy-drill-* 2>/dev/null; true';
    await expect
      .poll(() => onBoth(gone), { timeout: 60_000, interval: 1_000 })
      .toEqual({
        lb01: '',
        lb02: '',
      });
    // An election later all is where it was.
    const healthy = async () => (await onPair('verify', [], { project: quick })).code;
    await expect.poll(healthy, { timeout: 20_000, interval: 1_000 }).toBe(0);
    await asBefore(before);
  });
});

describe('faults that only a drill sees', { timeout: 120_000 }, () => {
  const both = (script: string) => onBoth(`${script}\nsystemctl reload keepalived`);

  async function failing(): Promise<string> {
    const words = ['--drill', 'haproxy-stopped', '--limit', 'prod-bj-lb01'];
    const ended = await drills(words, { project: quick });
    expect(ended.code).toBe(3);
    const rows = rowsOf(ended);
    expect(rows.map(({ ok }) => ok)).toEqual([false, false]);
    return rows.flatMap(({ problems = [] }) => problems).join('\n');
  }

  it('a weight that is too small to move the VIP: known without a fault', async () => {
    await both(`sed -i 's/weight -20/weight -5/' /etc/keepalived/keepalived.conf`);
    const problems = await failing();
    await both(`sed -i 's/weight -5/weight -20/' /etc/keepalived/keepalived.conf`);
    expect(problems).toMatch(/cannot fail over: .*weight/);
    expect(await onNode('lb01', 'systemctl is-active haproxy')).toBe('active\n');
  });

  it('a check script without run bit: nobody watches haproxy', async () => {
    await both('chmod 644 /etc/keepalived/check_haproxy.sh');
    const problems = await failing();
    await both('chmod 755 /etc/keepalived/check_haproxy.sh');
    expect(problems).toMatch(/stayed on prod-bj-lb01/);
  });

  it('killall missing: the check fails on both nodes alike', async () => {
    await both('mv /usr/bin/killall /usr/bin/killall.away');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const problems = await failing();
    await both('mv /usr/bin/killall.away /usr/bin/killall');
    expect(problems).toMatch(/stayed on prod-bj-lb01/);
  });
});

describe('Ctrl-C in a drill', { timeout: 60_000 }, () => {
  it('takes the fault back, waits for a healthy pair, and begins no other', async () => {
    const interrupt = new AbortController();
    const words = ['haproxy-stopped', 'keepalived-stopped'].flatMap((name) => ['--drill', name]);
    const ended = await drills([...words, '--limit', 'prod-bj-lb01'], {
      project: quick,
      signal: interrupt.signal,
      killSignal: 'SIGINT',
      onLine: (line) => {
        if (line.includes('"state":"fault"')) interrupt.abort();
      },
    });
    expect(ended.code).toBe(3);
    const [begun = [], other = []] = ['haproxy-stopped', 'keepalived-stopped'].map((name) =>
      rowsOf(ended).filter(({ drill }) => drill === name),
    );
    expect(begun.flatMap(({ problems = [] }) => problems).join()).toMatch(/interrupted/);
    expect(other.map(({ skipped }) => skipped)).toEqual(['not begun: interrupted']);
    await asBefore(before);
  });
});

describe('asked from another host', { timeout: 60_000 }, () => {
  it('measures what that one sees', async () => {
    const words = ['--drill', 'haproxy-stopped', '--limit', 'prod-bj-lb01'];
    const from = ['--probe-from', `ops@${addresses.WEB01}`];
    const ended = await drills([...words, ...from], { project: quick });
    expect(ended.code).toBe(0);
    expect(rowsOf(ended).map(({ outageMs = 0 }) => outageMs > 100)).toEqual([true, true]);
    await asBefore(before);
  });
});

describe('one run at a time', { timeout: 60_000 }, () => {
  it('no drill while an apply holds the lease: refused, and no fault was injected', async () => {
    let other: Promise<Ended> | undefined;
    const words = ['--drill', 'haproxy-stopped', '--limit', 'prod-bj-lb02'];
    const ended = await onPair('apply', ['--settle', '6'], {
      project: labProject('haproxy: { maxconn: 4002 }\n'),
      onLine: (line) => {
        if (line.includes('"phase":"gate"')) other ??= drills(words, { project: quick });
      },
    });
    const refused = await other;
    expect(ended.code).toBe(0);
    expect(refused?.code).toBe(5);
    expect(refused?.stdout).not.toContain('"state":"fault"');
    await deployed(quick);
  });

  it('no drill while the lease is held, no apply while a drill runs', async () => {
    const changed = labProject('haproxy: { maxconn: 4001 }\n');
    let other: Promise<Ended> | undefined;
    // Two of them: the lease is held for both, and on a busy machine an apply needs longer to ask for it than one lasts.
    const words = ['keepalived-stopped', 'haproxy-stopped'].flatMap((name) => ['--drill', name]);
    const ended = await drills([...words, '--limit', 'prod-bj-lb02'], {
      project: quick,
      onLine: (line) => {
        if (!line.includes('"state":"fault"')) return;
        other ??= onPair('apply', [], { project: changed });
      },
    });
    expect(ended.code).toBe(0);
    expect((await other)?.code).toBe(5);
  });
});
