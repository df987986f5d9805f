import { beforeAll, describe, expect, it } from 'vitest';
import { addresses, lab, vips } from './support/lab.ts';
import { onPair, orderOf, titlesOf, type Ended } from './support/hadeploy.ts';
import { onBoth, onNode, nodes, type Node } from './support/node.ts';
import { labProject } from './support/project.ts';
import { changedOn, leftovers, snapshots, untouched, type Snapshot } from './support/snapshot.ts';
import { failuresIn, get, startTraffic } from './support/traffic.ts';

const haproxyCfg = '/etc/haproxy/haproxy.cfg';
const keepalivedConf = '/etc/keepalived/keepalived.conf';

/** One story in order: each test goes on where the one before has stopped. */
describe('from two bare hosts to a pair, and back', { timeout: 60_000 }, () => {
  let bare: Record<Node, Snapshot>;
  let planned: Ended;
  let applied: Ended;
  let deployed: Record<Node, Snapshot>;
  let changed: Ended;

  beforeAll(async () => {
    await lab('reset');
    bare = await snapshots();
  });

  it('plan says what is missing and changes nothing', async () => {
    planned = await onPair('plan');
    expect(planned.code).toBe(2);
    expect(planned.result).toMatchObject({ ok: true, exitCode: 2, transaction: null });
    const titles = titlesOf(planned);
    for (const host of ['prod-bj-lb01', 'prod-bj-lb02']) {
      expect(titles).toEqual(
        expect.arrayContaining([
          `${host}: set net.ipv4.ip_nonlocal_bind = 1 (was 0)`,
          expect.stringMatching(
            new RegExp(
              `^${host}: install haproxy 2\\.\\S+, keepalived 1:2\\.\\S+, psmisc \\S+, socat \\S+$`,
            ),
          ),
          `${host}: create /etc/keepalived/check_haproxy.sh`,
          `${host}: create ${haproxyCfg}`,
          `${host}: create ${keepalivedConf}`,
          `${host}: enable and start haproxy`,
          `${host}: enable and start keepalived`,
        ]),
      );
    }
    expect(changedOn(bare, await snapshots())).toEqual(untouched);
    expect(await onBoth('[ -e /var/lib/hadeploy ] && echo there || echo none')).toEqual({
      lb01: 'none\n',
      lb02: 'none\n',
    });
  });

  it('apply does what plan said', async () => {
    applied = await onPair('apply');
    expect(applied.stderr).toBe('');
    expect(applied.code).toBe(0);
    expect(applied.result.hosts).toEqual({
      'prod-bj-lb01': { outcome: 'changed', changes: 10 },
      'prod-bj-lb02': { outcome: 'changed', changes: 10 },
    });
    expect(applied.result.changes).toEqual(planned.result.changes);
    const done = applied.events.flatMap((event) =>
      event.event === 'change' && event.state === 'done' ? [`${event.host}: ${event.title}`] : [],
    );
    expect(done.toSorted()).toEqual(titlesOf(planned).toSorted());
    expect(orderOf(applied, 'activate')).toEqual(['prod-bj-lb01', 'prod-bj-lb02']);
  });

  it('everything of the pair is in place on both nodes', async () => {
    const facts = await onBoth(`
      dpkg-query -W -f '\${Package} \${db:Status-Status}\\n' haproxy keepalived psmisc socat
      stat -c '%n %a %U:%G' /etc/keepalived/check_haproxy.sh ${haproxyCfg} ${keepalivedConf}
      /etc/keepalived/check_haproxy.sh && echo check passes
      systemctl is-enabled haproxy keepalived; systemctl is-active haproxy keepalived
      haproxy -c -q -f ${haproxyCfg} && echo haproxy.cfg valid
      killall -V 2>/dev/null; command -v killall`);
    const expected = [
      'haproxy installed',
      'keepalived installed',
      'psmisc installed',
      'socat installed',
      '/etc/keepalived/check_haproxy.sh 755 root:root',
      `${haproxyCfg} 644 root:root`,
      `${keepalivedConf} 640 root:root`,
      'check passes',
      ...['enabled', 'enabled', 'active', 'active'],
      'haproxy.cfg valid',
      '/usr/bin/killall',
      '',
    ].join('\n');
    expect(facts).toEqual({ lb01: expected, lb02: expected });
  });

  it('haproxy.cfg is the same on both, keepalived.conf differs in what is a node’s own', async () => {
    const cfg = await onBoth(`cat ${haproxyCfg}`);
    expect(cfg.lb01).toBe(cfg.lb02);
    for (const line of [
      `bind ${addresses.VIP1}:80`,
      `bind ${addresses.VIP2}:80`,
      `server web01 ${addresses.WEB01}:80 check`,
      `server web02 ${addresses.WEB02}:80 check`,
      'balance roundrobin',
    ])
      expect(cfg.lb01).toContain(line);
    const conf = await onBoth(`cat ${keepalivedConf}`);
    const one = conf.lb01.split('\n');
    const two = conf.lb02.split('\n');
    expect(one).toHaveLength(two.length);
    const differing = one.flatMap((line, i) =>
      line === two[i] ? [] : [line.trim().split(' ')[0]],
    );
    expect([...new Set(differing)].sort()).toEqual(['priority', 'router_id', 'state']);
    expect(conf.lb01).toMatch(/virtual_router_id 51[\s\S]*virtual_router_id 52/);
  });

  it('the check script fails when haproxy does not serve', async () => {
    const says = await onNode(
      'lb02',
      `systemctl stop haproxy; /etc/keepalived/check_haproxy.sh; echo $?
       systemctl start haproxy; /etc/keepalived/check_haproxy.sh; echo $?`,
    );
    expect(says).toBe('1\n0\n');
  });

  it('each VIP is held by exactly one node', async () => {
    const held = await onBoth('ip -o -4 address show dev eth0');
    for (const vip of vips) {
      expect(nodes.filter((node) => held[node].includes(` ${vip}/`))).toEqual(['lb01']);
    }
  });

  it('requests through each VIP are answered by both web servers in turn', async () => {
    for (const vip of vips) {
      const names: (string | null)[] = [];
      for (let i = 0; i < 6; i++) names.push((await get(vip)).from);
      const [first, second] = names;
      expect([first, second].toSorted()).toEqual(['web01', 'web02']);
      expect(names).toEqual([first, second, first, second, first, second]);
    }
  });

  it('a second apply changes nothing and writes nothing', async () => {
    deployed = await snapshots();
    const again = await onPair('apply');
    expect(again.code).toBe(0);
    expect(again.result).toMatchObject({ ok: true, transaction: null, changes: [] });
    expect(again.result.hosts).toEqual({
      'prod-bj-lb01': { outcome: 'ok', changes: 0 },
      'prod-bj-lb02': { outcome: 'ok', changes: 0 },
    });
    expect((await onPair('plan')).code).toBe(0);
    expect(changedOn(deployed, await snapshots())).toEqual(untouched);
  });

  it('a one-line change is shown as a diff', async () => {
    const plan = await onPair('plan', [], { project: oneLine() });
    expect(plan.code).toBe(2);
    for (const host of ['prod-bj-lb01', 'prod-bj-lb02']) {
      const own = (plan.result.changes ?? []).filter((change) => change.host === host);
      expect(own.map(({ title, certainty }) => `${title} (${certainty})`)).toEqual([
        `change ${haproxyCfg} (exact)`,
        'reload haproxy (exact)',
      ]);
      const lines = own[0]?.diff?.split('\n').filter((line) => /^[+-](?![+-])/.test(line));
      expect(lines).toEqual(['-    timeout connect 5s', '+    timeout connect 4s']);
    }
    expect(changedOn(deployed, await snapshots())).toEqual(untouched);
  });

  it('it reloads haproxy, standby first, and no request is lost', async () => {
    const master = await onBoth('systemctl show -p MainPID,ExecMainStartTimestamp haproxy');
    const traffic = startTraffic(vips);
    changed = await onPair('apply', [], { project: oneLine() });
    const answers = await traffic.stop();
    expect(changed.code).toBe(0);
    expect(failuresIn(answers)).toEqual([]);
    expect(answers.length).toBeGreaterThan(20);
    expect(orderOf(changed, 'activate')).toEqual(['prod-bj-lb02', 'prod-bj-lb01']);

    // The same master process with the old start time: a reload, not a restart.
    expect(await onBoth('systemctl show -p MainPID,ExecMainStartTimestamp haproxy')).toEqual(
      master,
    );
    const after = await snapshots();
    const { lb01, lb02 } = changedOn(deployed, after, { except: /^own / });
    const touched = [...lb01, ...lb02].map((line) => line.slice(0, line.indexOf(':')));
    expect([...new Set(touched)].sort()).toEqual([
      'since haproxy.service',
      `sum ${haproxyCfg}`,
      'time /etc/haproxy',
      `time ${haproxyCfg}`,
      // The watchdog's boot unit was here and is gone.
      'time /etc/systemd/system',
      'time /etc/systemd/system/sysinit.target.wants',
    ]);

    const reloaded = await onBoth(
      `journalctl -u haproxy -o short-unix --no-pager | grep 'Reloaded haproxy' | tail -n 1 | cut -d ' ' -f 1`,
    );
    expect(Number(reloaded.lb02)).toBeGreaterThan(0);
    expect(Number(reloaded.lb02)).toBeLessThan(Number(reloaded.lb01));
  });

  it('the nodes remember both transactions, and the confirm', async () => {
    const history = await onPair('history');
    expect(history.result.transactions).toMatchObject([
      { id: changed.result.transaction, states: { 'prod-bj-lb01': 'confirmed' } },
      { id: applied.result.transaction, states: { 'prod-bj-lb02': 'confirmed' } },
    ]);
  });

  it('rollback brings back the bytes, again without losing a request', async () => {
    const traffic = startTraffic(vips);
    const back = await onPair('rollback');
    const answers = await traffic.stop();
    expect(back.code).toBe(0);
    expect(failuresIn(answers)).toEqual([]);
    expect(orderOf(back, 'activate')).toEqual(['prod-bj-lb02', 'prod-bj-lb01']);
    expect(changedOn(deployed, await snapshots(), { state: true })).toEqual(untouched);
    expect((await onPair('plan')).code).toBe(0);
  });

  it('nothing of hadeploy is left running or lying about', async () => {
    expect(await onBoth(leftovers)).toEqual({ lb01: '', lb02: '' });
  });

  it('the sysctl is there again after a reboot', async () => {
    await lab('power-off', 'lb02');
    await lab('power-on', 'lb02');
    expect(await onNode('lb02', 'cat /proc/sys/net/ipv4/ip_nonlocal_bind')).toBe('1\n');
    await expect
      .poll(() => onNode('lb02', 'systemctl is-active haproxy keepalived || true'), {
        timeout: 10_000,
      })
      .toBe('active\nactive\n');
    expect((await onPair('plan')).code).toBe(0);
  });

  it('rollback to before the first apply leaves the hosts as they were, but for the packages', async () => {
    const back = await onPair('rollback', [applied.result.transaction ?? '']);
    expect(back.code).toBe(0);
    const after = await onBoth(`
      cat /proc/sys/net/ipv4/ip_nonlocal_bind
      ls /etc/sysctl.d/*hadeploy* ${keepalivedConf} /etc/keepalived/check_haproxy.sh 2>/dev/null
      systemctl is-active haproxy keepalived; systemctl is-enabled haproxy keepalived
      ip -o -4 address show dev eth0 | wc -l`);
    const expected = '0\ninactive\ninactive\ndisabled\ndisabled\n1\n';
    expect(after).toEqual({ lb01: expected, lb02: expected });
  });
});

/** The lab's own inventory with another timeout: one line of haproxy.cfg. */
let project: string | undefined;
function oneLine(): string {
  return (project ??= labProject('haproxy: { timeouts: { connect: 4s } }\n'));
}
