import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/event.ts';
import { lab, vips } from './support/lab.ts';
import { binary, onPair, titlesOf, type Ended } from './support/hadeploy.ts';
import { onBoth, onNode, type Node } from './support/node.ts';
import { labProject } from './support/project.ts';
import { changedOn, leftovers, snapshots, untouched, type Snapshot } from './support/snapshot.ts';
import { failuresIn, startTraffic } from './support/traffic.ts';

/** Watchdog, lease, interrupt, resume, switchover: a run that does not end as it began. */

const timing = ['--confirm-timeout', '12', '--settle', '2'];
let maxconn = 5000;

function nextChange(): string {
  maxconn += 1;
  return labProject(`haproxy: { maxconn: ${maxconn} }\n`);
}

/** Runs apply in the background; `when` sees each event. Resolves with the exit code and the signal. */
function applying(project: string, when: (event: RunEvent, child: ChildProcess) => void) {
  const child = spawn(
    process.execPath,
    [binary, '-C', project, 'apply', 'prod-bj', '--yes', '--json', ...timing],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  createInterface({ input: child.stdout }).on('line', (line) => {
    when(JSON.parse(line) as RunEvent, child);
  });
  return new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
}

const activated = (event: RunEvent, host: string): boolean =>
  event.event === 'host' &&
  event.phase === 'activate' &&
  event.state === 'done' &&
  event.host === host;

async function settled(seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 1) {
    const units = await onBoth("systemctl list-units --all --no-legend --plain 'hadeploy-*'");
    if (units.lb01 === '' && units.lb02 === '') return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

const failure = (ended: Ended): string =>
  ended.events
    .flatMap((event) => (event.event === 'failure' ? [JSON.stringify(event)] : []))
    .join('\n');

beforeAll(async () => {
  await lab('reset');
  expect((await onPair('apply', ['--settle', '0'])).code).toBe(0);
});

describe('the controller dies', { timeout: 90_000 }, () => {
  let before: Record<Node, Snapshot>;

  beforeEach(async () => {
    before = await snapshots();
  });

  it.each(['prod-bj-lb02', 'prod-bj-lb01'])(
    'after %s was activated: the watchdogs bring everything back, no request is lost',
    async (host) => {
      const traffic = startTraffic(vips);
      const { signal } = await applying(nextChange(), (event, child) => {
        if (activated(event, host)) child.kill('SIGKILL');
      });
      expect(signal).toBe('SIGKILL');
      const refused = await onPair('apply', timing, { project: nextChange() });
      expect(refused.code).toBe(5);
      expect(failure(refused)).toMatch(/lease-held/);
      const told = await onPair('plan');
      expect(JSON.stringify(told.events)).toMatch(/is not finished.*hadeploy resume prod-bj/);
      await settled(20);
      expect(failuresIn(await traffic.stop())).toEqual([]);
      expect(changedOn(before, await snapshots(), { state: true })).toEqual(untouched);
      await onBoth('rm -f /var/lib/hadeploy/prod-bj/lease');
      expect(await onBoth(leftovers)).toEqual({ lb01: '', lb02: '' });
    },
  );

  it('a node that loses power half-way comes back with the old state', async () => {
    await applying(nextChange(), (event, child) => {
      if (activated(event, 'prod-bj-lb02')) child.kill('SIGKILL');
    });
    await lab('power-off', 'lb02');
    await lab('power-on', 'lb02');
    await settled(20);
    // A boot takes the live-only settings of the container with it; files and units are what counts.
    const except = /^(sysctl |address )|systemd-private/;
    expect(changedOn(before, await snapshots(), { state: true, except })).toEqual(untouched);
    await onBoth('rm -f /var/lib/hadeploy/prod-bj/lease');
    expect(await onBoth(leftovers)).toEqual({ lb01: '', lb02: '' });
  });

  // Power lost, or whoever confirmed killed, right after the decision: what is left of the confirm is finished there.
  it.each(['its watchdog', 'its next boot'])(
    'a confirm that was cut off half-way is finished by %s',
    async (finisher) => {
      await applying(nextChange(), (event, child) => {
        if (event.event === 'phase' && event.phase === 'verify' && event.state === 'done')
          child.kill('SIGKILL');
      });
      const decided = 'cd /var/lib/hadeploy/prod-bj/; cd "$(ls -d 2* | tail -n 1)"';
      await onBoth(`${decided}; echo confirm >decision.new; mv decision.new decision`);
      if (finisher === 'its next boot') {
        await lab('power-off', 'lb02');
        await lab('power-on', 'lb02');
      }
      await settled(20);
      expect(await onBoth(`${decided}; cat state`)).toEqual({
        lb01: 'state confirmed\n',
        lb02: 'state confirmed\n',
      });
      expect((await onPair('plan')).code).toBe(2);
      const told = await onPair('status');
      expect(JSON.stringify(told.events)).not.toMatch(/hadeploy resume/);
      expect(await onBoth(leftovers)).toEqual({ lb01: '', lb02: '' });
    },
  );

  it('a revert that was stopped at its very end is finished by whoever comes next', async () => {
    await applying(nextChange(), (event, child) => {
      if (activated(event, 'prod-bj-lb02')) child.kill('SIGKILL');
    });
    const transaction = 'cd /var/lib/hadeploy/prod-bj/; cd "$(ls -d 2* | tail -n 1)"';
    const undo = 'sh ./transaction.sh undo_now test >/dev/null';
    // As if its unit had been stopped between the last state and the removal of the guards.
    await onNode(
      'lb02',
      `${transaction}; ${undo}; unit=hadeploy-\${PWD##*/}.service; cd /etc/systemd/system
      : >"$unit"; ln -s "../$unit" sysinit.target.wants/`,
    );
    await onNode('lb02', `${transaction}; ${undo}`);
    await onNode('lb01', 'rm -f /var/lib/hadeploy/prod-bj/lease');
    expect(changedOn(before, await snapshots(), { state: true })).toEqual(untouched);
    expect(await onBoth(leftovers)).toEqual({ lb01: '', lb02: '' });
  });

  it('the lease of a dead run expires by itself', async () => {
    await applying(nextChange(), (event, child) => {
      if (activated(event, 'prod-bj-lb02')) child.kill('SIGKILL');
    });
    await settled(20);
    // Its time is up a minute after the watchdog's: brought forward, so that nobody has to wait for it here.
    await onNode(
      'lb01',
      `cd /var/lib/hadeploy/prod-bj; read -r up _ </proc/uptime
      sed -i "3s/.*/$((\${up%.*} + 6))/" lease`,
    );
    const refused = await onPair('apply', timing, { project: nextChange() });
    expect(refused.code).toBe(5);
    expect(failure(refused)).toMatch(/lease-held.*"remainingSeconds":[1-6][^0-9]/);
    await new Promise((resolve) => setTimeout(resolve, 7_000));
    const applied = await onPair('apply', timing, { project: nextChange() });
    expect(applied.code).toBe(0);
    expect(await onBoth(leftovers)).toEqual({ lb01: '', lb02: '' });
  });

  it('resume does not wait for the watchdogs, and a lease can be removed by hand', async () => {
    await applying(nextChange(), (event, child) => {
      if (activated(event, 'prod-bj-lb02')) child.kill('SIGKILL');
    });
    expect((await onPair('resume', ['--yes'])).code).toBe(0);
    expect(changedOn(before, await snapshots(), { state: true })).toEqual(untouched);
    expect((await onPair('unlock', ['--yes'])).code).toBe(0);
    expect(await onBoth(leftovers)).toEqual({ lb01: '', lb02: '' });
  });
});

describe('Ctrl-C', { timeout: 60_000 }, () => {
  it('once: what was begun is brought back, and it waits for that', async () => {
    const before = await snapshots();
    const { code } = await applying(nextChange(), (event, child) => {
      if (activated(event, 'prod-bj-lb02')) child.kill('SIGINT');
    });
    expect(code).toBe(1);
    expect(changedOn(before, await snapshots(), { state: true })).toEqual(untouched);
    expect(await onBoth(leftovers)).toEqual({ lb01: '', lb02: '' });
  });

  it('twice: left to the watchdogs, and it says so with exit 4', async () => {
    const before = await snapshots();
    const { code } = await applying(nextChange(), (event, child) => {
      if (!activated(event, 'prod-bj-lb02')) return;
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGINT'), 20);
    });
    expect([1, 4]).toContain(code);
    await settled(20);
    expect(changedOn(before, await snapshots(), { state: true })).toEqual(untouched);
    await onBoth('rm -f /var/lib/hadeploy/prod-bj/lease');
  });
});

describe('nobody reads what it says', { timeout: 60_000 }, () => {
  /** apply with its stdout sent there by a shell; its own exit code and stderr. */
  async function speaking(project: string, where: string): Promise<{ code: number; said: string }> {
    const words = [process.execPath, binary, '-C', project, 'apply', 'prod-bj', '--yes', ...timing];
    const script = `${words.map((word) => `'${word}'`).join(' ')} ${where}\nexit \${PIPESTATUS[0]}`;
    const child = spawn('bash', ['-c', script], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const code = await new Promise<number>((resolve) => {
      child.on('close', (number) => resolve(number ?? -1));
    });
    return { code, said };
  }

  it.each([
    ['its reader has gone away', '| head -n 1', ''],
    ['its log is on a full disk', '> /dev/full', 'ENOSPC'],
  ])('%s: both nodes end all new, exit 0', async (_, where, told) => {
    const project = nextChange();
    const { code, said } = await speaking(project, where);
    expect(code).toBe(0);
    expect(said).toContain(told);
    expect(titlesOf(await onPair('plan', [], { project }))).toEqual([]);
  });
});

describe('a pair that is not of one mind', { timeout: 60_000 }, () => {
  /** What a link that dies inside the confirm leaves: one node has confirmed, the other went back. */
  async function split(): Promise<void> {
    const ended = await onPair('apply', timing, { project: nextChange() });
    expect(ended.code).toBe(0);
    const id = ended.result.transaction ?? '';
    const directory = `/var/lib/hadeploy/prod-bj/${id}`;
    await onNode(
      'lb02',
      `cd ${directory}; rm decision; sh ./transaction.sh undo_now test >/dev/null`,
    );
  }

  it('is told of by every command, refused by apply, and healed back by resume', async () => {
    const before = await snapshots();
    await split();
    for (const command of ['plan', 'status', 'history']) {
      const told = await onPair(command);
      expect(JSON.stringify(told.events)).toMatch(/ended differently.*hadeploy resume prod-bj/);
    }
    const refused = await onPair('apply', timing);
    expect(refused.code).toBe(4);
    const healed = await onPair('resume', ['--yes', ...timing]);
    expect(healed.code).toBe(0);
    expect(changedOn(before, await snapshots(), { state: true })).toEqual(untouched);
    expect((await onPair('apply', timing)).code).toBe(0);
  });

  it('is healed forward where the inventory still asks for it', async () => {
    await split();
    const project = labProject(`haproxy: { maxconn: ${maxconn} }\n`);
    const healed = await onPair('resume', ['--yes', ...timing], { project });
    expect(healed.code).toBe(0);
    expect(await onBoth(`grep -c 'maxconn ${maxconn}' /etc/haproxy/haproxy.cfg`)).toEqual({
      lb01: '2\n',
      lb02: '2\n',
    });
    expect((await onPair('rollback', timing)).code).toBe(0);
  });
});

describe('switchover', { timeout: 90_000 }, () => {
  const holders = () =>
    onBoth(`ip -o -4 address show dev eth0 | grep -c -E '${vips.join('/|')}/' || true`);

  it('moves both VIPs to the standby, and rollback gives them back', async () => {
    expect(await holders()).toEqual({ lb01: '2\n', lb02: '0\n' });
    const traffic = startTraffic(vips);
    expect((await onPair('switchover', ['--yes', ...timing])).code).toBe(0);
    expect(await holders()).toEqual({ lb01: '0\n', lb02: '2\n' });
    const answers = await traffic.stop();
    // VRRP hands an address over between two packets: a request that is under way then can be lost.
    expect(failuresIn(answers).length).toBeLessThanOrEqual(2);
    const again = await onPair('switchover', ['--to', 'prod-bj-lb02', '--yes', ...timing]);
    expect(again.result.transaction).toBeNull();
    expect((await onPair('rollback', timing)).code).toBe(0);
    for (let left = 20; left > 0 && (await holders()).lb01 !== '2\n'; left -= 1) {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(await holders()).toEqual({ lb01: '2\n', lb02: '0\n' });
  });
});
