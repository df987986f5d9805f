import { spawn } from 'node:child_process';
import { hostname, userInfo } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/event.ts';
import { addresses, lab, labDirectory, vips } from './support/lab.ts';
import { hadeploy, onPair, titlesOf, type Ended } from './support/hadeploy.ts';
import { nodes, onBoth, onNode, type Node } from './support/node.ts';
import { labProject } from './support/project.ts';
import { changedOn, leftovers, snapshots, untouched } from './support/snapshot.ts';
import { startTraffic, type Answer } from './support/traffic.ts';

/** Changes that both nodes must make at one instant, and rollbacks that must leave both equal. */

const timing = ['--confirm-timeout', '30', '--settle', '1'];
/** As if one had looked twice a second: what one look sees and the next does not is VRRP handing an address over. */
const ONE_LOOK_MS = 500;
/** VRRP hands an address over between two packets: requests that are under way then can be lost, of a busy machine several. */
const ONE_INSTANT_MS = 200;

const old = ['lab-int1', 'lab-pub2'];
const renewed = ['new-int3', 'new-pub4'];
const withNewPasswords = labProject(`secrets:
  internal_vip: { command: [echo, ${renewed[0]}] }
  public_vip: { command: [echo, ${renewed[1]}] }
`);
const reason = 'authentication of INTERNAL_VIP, authentication of PUBLIC_VIP';
/** What the plan says of it on either node. */
const together = nodes.map(
  (node) =>
    `prod-bj-${node}: reload keepalived (stopped on the standby meanwhile, because of ${reason})`,
);

let maxconn = 7000;
function nextChange(): string {
  maxconn += 1;
  return labProject(`haproxy: { maxconn: ${maxconn} }\n`);
}

interface Held {
  at: number;
  node: Node;
  vip: string;
  held: boolean;
}

/** Every coming and going of a VIP on a node, as its kernel tells of it, from now until `stop`. */
async function recordHolders(node: Node): Promise<{ stop(): Promise<Held[]> }> {
  const script = `TZ=UTC ip -4 -o -ts monitor address dev eth0 & monitor=$!
sleep 0.2; ip -4 -o address show dev eth0; echo ready; cat >/dev/null; sleep 0.2; kill $monitor`;
  const ssh = ['-F', `${labDirectory}/run/ssh_config`, node, `sudo sh -c '${script}'`];
  const child = spawn('ssh', ssh, { stdio: ['pipe', 'pipe', 'inherit'] });
  const began = Date.now();
  let text = '';
  const closed = new Promise((resolve) => child.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    void closed.then(() => reject(new Error(`${node}: no record of its addresses\n${text}`)));
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      if (text.includes('ready\n')) resolve();
    });
  });
  return {
    async stop() {
      child.stdin.end();
      await closed;
      return text.split('\n').flatMap((line) => heldIn(line, node, began));
    },
  };
}

/** "[TIME] Deleted 2: eth0 inet ADDRESS/32 …"; without a time: as it was in the beginning. */
function heldIn(line: string, node: Node, began: number): Held[] {
  const [, time, deleted, vip = ''] =
    /^(?:\[(\S+)\] )?(Deleted )?\d+: eth0 +inet ([^/]+)/.exec(line) ?? [];
  if (!vips.includes(vip)) return [];
  const at = time === undefined ? began : Date.parse(`${time}Z`);
  return [{ at, node, vip, held: deleted === undefined }];
}

/** For how long (ms) each VIP had this many holders, at the longest. */
function longestWith(holders: number, record: Held[], until: number): number[] {
  return vips.map((vip) => {
    const own = record.filter((one) => one.vip === vip).sort((a, b) => a.at - b.at);
    const on = new Set<Node>();
    let since: number | null = null;
    let longest = 0;
    for (const { at, node, held } of own) {
      if (held) on.add(node);
      else on.delete(node);
      if (since !== null) longest = Math.max(longest, at - since);
      since = on.size === holders ? (since ?? at) : null;
    }
    return since === null ? longest : Math.max(longest, until - since);
  });
}

interface Watched {
  /** Of the requests through both VIPs. */
  lost: number;
  /** For how long (ms) a VIP was on both nodes, at the longest. */
  twiceMs: number;
  /** On none. */
  noneMs: number;
  /** From the first lost request to the last. */
  lostForMs: number;
}

/** Each VIP stayed where it was, and every request was answered. */
const nothing: Watched = { lost: 0, twiceMs: 0, noneMs: 0, lostForMs: 0 };

/** What the clients of both VIPs, and both kernels, saw of it. */
async function watched(work: () => Promise<void>): Promise<Watched> {
  const records = await Promise.all(nodes.map(recordHolders));
  const traffic = startTraffic(vips);
  let answers: Answer[] = [];
  let record: Held[] = [];
  try {
    await work();
    // What a change brings about may come a moment after it.
    await pause(1000);
  } finally {
    answers = await traffic.stop();
    record = (await Promise.all(records.map((one) => one.stop()))).flat();
  }
  const until = Date.now();
  const lost = answers.filter(({ error }) => error !== null).map(({ at }) => at);
  return {
    lost: lost.length,
    lostForMs: lost.length === 0 ? 0 : Math.max(...lost) - Math.min(...lost),
    twiceMs: Math.max(...longestWith(2, record, until)),
    noneMs: Math.max(...longestWith(0, record, until)),
  };
}

const holders = () =>
  onBoth(`ip -o -4 address show dev eth0 | grep -o -E '${vips.join('|')}' | sort`);
const allOnLb01 = { lb01: vips.map((vip) => `${vip}\n`).join(''), lb02: '' };
const oneEach = { lb01: `${addresses.VIP1}\n`, lb02: `${addresses.VIP2}\n` };

/** A priority that has come back takes its VIPs at the next election, some seconds later. */
async function onNodes(wanted: Record<Node, string>): Promise<void> {
  await expect.poll(holders, { timeout: 15_000, interval: 300 }).toEqual(wanted);
}

const passwords = () =>
  onBoth('awk \'$1 == "auth_pass" { print $2 }\' /etc/keepalived/keepalived.conf');
const both = <Value>(value: Value): Record<Node, Value> => ({ lb01: value, lb02: value });
const lines = (words: string[]): string => words.map((word) => `${word}\n`).join('');

function failure(ended: Ended): string {
  return ended.events
    .flatMap((event) => (event.event === 'failure' ? [JSON.stringify(event)] : []))
    .join('\n');
}

async function done(ended: Promise<Ended>): Promise<Ended> {
  const { code, events } = await ended;
  expect(events.filter(({ event }) => event === 'failure')).toEqual([]);
  expect(code).toBe(0);
  return ended;
}

beforeAll(async () => {
  await lab('reset');
  await done(onPair('apply', ['--settle', '0']));
});

/** Whatever has become of the test before: while VIPs are still moving, a plan is stale. */
beforeEach(async () => {
  const applied = async () => (await onPair('apply', timing)).code;
  await expect.poll(applied, { timeout: 40_000, interval: 1_000 }).toBe(0);
  await onNodes(allOnLb01);
});

it('what watches sees a VIP on both nodes, and one on none', async () => {
  const vip = addresses.VIP2;
  const also = await watched(async () => {
    await onNode(
      'lb02',
      `ip address add ${vip}/32 dev eth0; sleep 0.7; ip address del ${vip}/32 dev eth0`,
    );
  });
  expect(also.twiceMs).toBeGreaterThan(ONE_LOOK_MS);
  const none = await watched(async () => {
    await onBoth('systemctl stop keepalived; sleep 0.7; systemctl start keepalived');
    await onNodes(allOnLb01);
  });
  expect(none.noneMs).toBeGreaterThan(ONE_LOOK_MS);
  expect(none.lost).toBeGreaterThan(0);
});

describe('a new auth_pass', { timeout: 90_000 }, () => {
  it('apply and rollback: a VIP is never on both nodes, no request is lost', async () => {
    const before = await snapshots();
    const applied = await watched(async () => {
      const ended = await done(onPair('apply', timing, { project: withNewPasswords }));
      expect(titlesOf(ended)).toEqual(expect.arrayContaining(together));
    });
    expect(applied).toEqual(nothing);
    expect(await passwords()).toEqual(both(lines(renewed)));

    const back = await watched(async () => {
      const ended = await done(onPair('rollback', timing));
      expect(titlesOf(ended)).toEqual(expect.arrayContaining(together));
    });
    expect(back).toEqual(nothing);
    expect(await passwords()).toEqual(both(lines(old)));
    expect(changedOn(before, await snapshots(), { state: true })).toEqual(untouched);
    expect(await onBoth(leftovers)).toEqual(both(''));
  });

  it('while keepalived of the standby is stopped: it is started with the new one, and stopped again', async () => {
    await onNode('lb02', 'systemctl stop keepalived');
    const before = await snapshots();
    const applied = await watched(async () => {
      await done(onPair('apply', timing, { project: withNewPasswords }));
    });
    expect(applied).toEqual(nothing);
    expect(await passwords()).toEqual(both(lines(renewed)));

    const back = await watched(async () => {
      await done(onPair('rollback', timing));
    });
    expect(back).toEqual(nothing);
    expect(changedOn(before, await snapshots(), { state: true })).toEqual(untouched);
    await done(onPair('apply', timing));
    expect(await onBoth(leftovers)).toEqual(both(''));
  });

  it('whose standby was stopped since then: rollback starts it with the old one', async () => {
    await done(onPair('apply', timing, { project: withNewPasswords }));
    await onNode('lb02', 'systemctl stop keepalived');
    const back = await watched(async () => {
      await done(onPair('rollback', timing));
    });
    expect(back).toEqual(nothing);
    expect(await passwords()).toEqual(both(lines(old)));
    expect(await onBoth('systemctl is-active keepalived')).toEqual(both('active\n'));
    expect(await onBoth(leftovers)).toEqual(both(''));
  });

  it('on one node only: refused, nothing touched', async () => {
    const before = await snapshots();
    const seen = await watched(async () => {
      for (const command of ['plan', 'apply']) {
        const ended = await onPair(command, ['--limit', 'prod-bj-lb02'], {
          project: withNewPasswords,
        });
        expect(ended.code).toBe(1);
        expect(failure(ended)).toMatch(
          /authentication of INTERNAL_VIP.*prod-bj-lb01 is not in this run.*--limit/,
        );
      }
    });
    expect(seen).toEqual(nothing);
    expect(changedOn(before, await snapshots())).toEqual(untouched);
    expect(await onBoth(leftovers)).toEqual(both(''));
  });

  it('on a pair of which each holds a VIP: the one that goes first gives its VIP away before it stops', async () => {
    const split = ['--to', 'prod-bj-lb02', '--vip', 'PUBLIC_VIP', '--yes'];
    await done(onPair('switchover', [...split, ...timing]));
    await onNodes(oneEach);
    const applied = await watched(async () => {
      await done(onPair('apply', timing, { project: withNewPasswords }));
    });
    expect(applied.twiceMs).toBeLessThan(ONE_LOOK_MS);
    expect(applied.lostForMs).toBeLessThan(ONE_INSTANT_MS);
    expect(await passwords()).toEqual(both(lines(renewed)));
    await onNodes(allOnLb01);
    const back = await watched(async () => {
      await done(onPair('rollback', timing));
      await onNodes(oneEach);
    });
    expect(back.twiceMs).toBeLessThan(ONE_LOOK_MS);
    expect(back.lostForMs).toBeLessThan(ONE_INSTANT_MS);
    expect(await passwords()).toEqual(both(lines(old)));
    await done(onPair('apply', timing));
    await onNodes(allOnLb01);
    expect(await onBoth(leftovers)).toEqual(both(''));
  });
});

describe('rollback leaves both nodes equal', { timeout: 90_000 }, () => {
  const config = () => onBoth('cat /etc/haproxy/haproxy.cfg');

  it('of what resume has finished forward', async () => {
    const before = await snapshots();
    const project = nextChange();
    const ended = await done(onPair('apply', timing, { project }));
    const directory = `/var/lib/hadeploy/prod-bj/${ended.result.transaction ?? ''}`;
    // What a link that dies inside the confirm leaves: one node has confirmed, the other went back.
    await onNode(
      'lb02',
      `cd ${directory}; rm decision; sh ./transaction.sh undo_now test >/dev/null`,
    );
    const seen = await watched(async () => {
      await done(onPair('resume', ['--yes', ...timing], { project }));
      const forward = await config();
      expect(forward.lb01).toContain(`maxconn ${maxconn}\n`);
      expect(forward.lb02).toBe(forward.lb01);
      await done(onPair('rollback', timing, { project }));
    });
    expect(seen).toEqual(nothing);
    expect(changedOn(before, await snapshots(), { state: true })).toEqual(untouched);
    expect(await onBoth("grep -c 'maxconn 4000$' /etc/haproxy/haproxy.cfg")).toEqual(both('2\n'));
    expect(await onBoth(leftovers)).toEqual(both(''));
  });

  it('of a switchover, which touched one of them, and an apply since then, which touched both', async () => {
    const before = await snapshots();
    const moved = await done(onPair('switchover', ['--yes', ...timing]));
    await done(onPair('apply', timing, { project: nextChange() }));
    await onNodes(allOnLb01);
    const changed = await config();
    expect(changed.lb01).toContain(`maxconn ${maxconn}\n`);
    const seen = await watched(async () => {
      await done(onPair('rollback', [moved.result.transaction ?? '', ...timing]));
      await onNodes(allOnLb01);
    });
    expect(seen.twiceMs).toBeLessThan(ONE_LOOK_MS);
    expect(seen.lostForMs).toBeLessThan(ONE_INSTANT_MS);
    const restored = await config();
    expect(restored.lb01).not.toBe(changed.lb01);
    expect(restored.lb02).toBe(restored.lb01);
    expect(changedOn(before, await snapshots(), { state: true })).toEqual(untouched);
    expect(await onBoth(leftovers)).toEqual(both(''));
  });
});

it('apply of what another run has made and not confirmed: exit 5, and it says whose', async () => {
  const activated = (event: RunEvent): boolean =>
    event.event === 'host' &&
    event.phase === 'activate' &&
    event.state === 'done' &&
    event.host === 'prod-bj-lb01';
  const project = nextChange();
  let first: Promise<Ended> | undefined;
  const seen = await watched(async () => {
    const second = await new Promise<Ended>((resolve, reject) => {
      first = onPair('apply', ['--confirm-timeout', '30', '--settle', '5'], {
        project,
        onLine(line) {
          if (!activated(JSON.parse(line) as RunEvent)) return;
          hadeploy(['apply', 'prod-bj', '--yes'], { project }).then(resolve, reject);
        },
      });
    });
    expect(second.code).toBe(5);
    const owner = process.env['SUDO_USER'] ?? userInfo().username;
    expect(second.stdout + second.stderr).toContain(`${owner}@${hostname()}`);
    await done(first as Promise<Ended>);
  });
  expect(seen).toEqual(nothing);
  await done(onPair('rollback', timing));
  expect(await onBoth(leftovers)).toEqual(both(''));
});
