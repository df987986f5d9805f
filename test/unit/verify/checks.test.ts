import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/core/facts.ts';
import { runChecks } from '../../../src/verify/checks.ts';
import { viewOf } from '../../../src/verify/view.ts';
import {
  cluster,
  edit,
  editConfig,
  failedAfter,
  healthy,
  services,
  viewAfter,
  type Node,
} from './healthy.ts';

const vip = '198.51.100.100';
const told = (results: { id: string; host?: string; detail: string }[]): string[] =>
  results.map(({ id, host, detail }) => `${id} ${host ?? 'pair'}: ${detail}`);

/** The host names of the inventory, short. */
const short = (lines: string[]): string[] => lines.map((line) => line.replaceAll('prod-bj-', ''));

describe('the lab’s healthy pair, as recorded', () => {
  it('passes every check', () => {
    expect(told(runChecks(viewAfter()).filter(({ ok }) => !ok))).toEqual([]);
  });

  it('each says what it looked at, and what to do if it failed', () => {
    for (const check of runChecks(viewAfter())) {
      expect(check.detail, check.id).not.toBe('');
      expect(check.advice, check.id).toBeTruthy();
      expect(check.title, check.id).not.toMatch(/undefined|null/);
      expect(check.detail, check.id).not.toMatch(/undefined|null|NaN/);
    }
  });

  it('says how long a failover takes, and what the fast profile would gain', () => {
    const [internal] = runChecks(viewAfter()).filter(({ id }) => id === 'failover-time');
    expect(internal?.detail).toBe(
      'silent at most 6.30 s when haproxy stops, 3.80 s when keepalived is killed, 3.80 s when the holder loses power; ' +
        'with vrrp.profile: fast 0.26 s when haproxy stops, 0.76 s when keepalived is killed, 0.76 s when the holder loses power',
    );
  });

  it('with one of its nodes only: nothing is said of the other', () => {
    for (const [index, host] of cluster.hosts.entries()) {
      const facts = healthy()[index === 0 ? 'lb01' : 'lb02'];
      expect(
        told(runChecks(viewOf(cluster, [{ host, facts, services }])).filter(({ ok }) => !ok)),
      ).toEqual([]);
    }
  });

  it('with none of its nodes: nothing is said at all', () => {
    expect(runChecks(viewOf(cluster, []))).toEqual([]);
  });
});

type Spoil = (pair: Record<Node, Facts>) => void;

const unit = (facts: Facts, name: string, change: object): void => {
  const known = facts.units[`${name}.service`];
  if (known === undefined) throw new Error(`no ${name}`);
  facts.units[`${name}.service`] = { ...known, ...change };
};

describe('what is spoiled, and which check says so', () => {
  it.each<[what: string, spoil: Spoil, says: RegExp]>([
    [
      'no holder',
      ({ lb01 }) => void (lb01.addresses = lb01.addresses.filter(({ address }) => address !== vip)),
      /^vip-holder pair: held by no host$/,
    ],
    [
      'two holders',
      ({ lb02 }) =>
        void lb02.addresses.push({ interface: 'eth0', family: 4, address: vip, prefixLength: 32 }),
      /^vip-holder pair: held by lb01 and lb02$/,
    ],
    [
      'an orphan',
      ({ lb01 }) => unit(lb01, 'keepalived', { active: 'failed' }),
      /^orphan-vip lb01: INTERNAL_VIP .* keepalived.service is failed; PUBLIC_VIP/,
    ],
    [
      'the wrong holder',
      ({ lb01 }) =>
        edit(lb01, 'keepalived', /Effective priority = 100/g, 'Effective priority = 80'),
      /^expected-holder pair: held by lb01, but lb02 should \(effective priorities: lb02 90, lb01 80\)$/,
    ],
    [
      'a third host',
      ({ lb01, lb02 }) =>
        [lb01, lb02].forEach((facts) =>
          edit(facts, 'network', /$/, `arp eth0 ${vip} 02:42:c6:33:64:15\n`),
        ),
      /^third-host pair: 02:42:c6:33:64:15 answers too, seen by lb01 and lb02: that is no node of this cluster$/,
    ],
    [
      'the other node answers for a VIP that it does not hold',
      ({ lb01 }) => edit(lb01, 'network', /$/, `arp eth0 ${vip} 02:42:c6:33:64:0c\n`),
      /^third-host pair: 02:42:c6:33:64:0c answers too, seen by lb01: that is lb02$/,
    ],
    [
      'a third host, seen without ARP',
      ({ lb02 }) => (
        edit(lb02, 'network', /^arp.*\n/gm, ''),
        edit(lb02, 'network', /$/, `neighbour eth0 ${vip} 02:42:c6:33:64:15\n`)
      ),
      /^third-host pair: 02:42:c6:33:64:15 answers too, seen by lb02/,
    ],
    [
      'a dead daemon',
      ({ lb02 }) => unit(lb02, 'haproxy', { active: 'failed', sub: 'failed' }),
      /^daemon lb02: failed \(failed\)$/,
    ],
    [
      'a daemon that dies again and again',
      ({ lb02 }) =>
        unit(lb02, 'haproxy', { active: 'activating', sub: 'auto-restart', restarts: 7 }),
      /^daemon lb02: activating \(auto-restart\); died and was started again 7 times$/,
    ],
    [
      'no start at boot',
      ({ lb01 }) => unit(lb01, 'keepalived', { enabled: 'disabled' }),
      /^daemon lb01: disabled: it does not start at boot$/,
    ],
    [
      'a server down',
      ({ lb02 }) => edit(lb02, 'haproxy', /(http_back,web02,(?:[^,]*,){15})UP/, '$1DOWN'),
      /^servers-up lb02: http_back\/web02 DOWN$/,
    ],
    [
      'no socat to ask haproxy with',
      ({ lb02 }) => void (lb02.outputs = { ...lb02.outputs, haproxy: { code: 3, text: '' } }),
      /^servers-up lb02: socat is not installed/,
    ],
    [
      'two masters',
      ({ lb02 }) => edit(lb02, 'keepalived', 'State = BACKUP', 'State = MASTER'),
      /^vrrp-heard pair: lb01 and lb02 are both master/,
    ],
    [
      'FAULT',
      ({ lb02 }) => edit(lb02, 'keepalived', 'State = BACKUP', 'State = FAULT'),
      /^vrrp-heard pair: lb02 is in state FAULT/,
    ],
    [
      'keepalived that says nothing',
      ({ lb02 }) =>
        void (lb02.outputs = {
          ...lb02.outputs,
          keepalived: { code: 0, text: 'Keepalived v2.2.7 (01/16,2022)\n' },
        }),
      /^vrrp-heard pair: lb02: keepalived does not say its state$/,
    ],
    [
      'another VRID',
      ({ lb02 }) => editConfig(lb02, 'keepalived', 'virtual_router_id 52', 'virtual_router_id 62'),
      /^vrrp-match pair: VRID: lb01 52, lb02 62$/,
    ],
    [
      'another VIP',
      ({ lb02 }) => editConfig(lb02, 'keepalived', '198.51.100.200/32', '198.51.100.201/32'),
      /^vrrp-match pair: VIPs: lb01 198.51.100.200, lb02 198.51.100.201$/,
    ],
    [
      'another interval',
      ({ lb02 }) => editConfig(lb02, 'keepalived', 'advert_int 1', 'advert_int 2'),
      /^vrrp-match pair: advert_int: lb01 1000 ms, lb02 2000 ms$/,
    ],
    [
      'no password on one',
      ({ lb02 }) => editConfig(lb02, 'keepalived', /authentication \{[^}]*\}/, ''),
      /^vrrp-match pair: authentication: lb01 PASS, lb02 none; auth_pass differs/,
    ],
    [
      'another password',
      ({ lb02 }) => editConfig(lb02, 'keepalived', 'lab-pub2', 'lab-pub3'),
      /^vrrp-match pair: auth_pass differs between lb01 and lb02$/,
    ],
    [
      'unicast on one only',
      ({ lb02 }) =>
        editConfig(
          lb02,
          'keepalived',
          'advert_int 1',
          'advert_int 1\n    unicast_peer {\n      198.51.100.11\n    }',
        ),
      /^vrrp-match pair: transport: lb01 multicast, lb02 unicast$/,
    ],
    [
      'unicast to itself',
      ({ lb02 }) =>
        editConfig(
          lb02,
          'keepalived',
          'advert_int 1',
          'advert_int 1\n    unicast_peer {\n      198.51.100.12\n    }',
        ),
      /lb02 names itself as unicast_peer; lb02 has no unicast_peer on lb01/,
    ],
    [
      'an instance on one only',
      ({ lb02 }) => editConfig(lb02, 'keepalived', /vrrp_instance PUBLIC_VIP[\s\S]*/, ''),
      /^vrrp-match pair: lb02 has no such instance$/,
    ],
    [
      'another MTU',
      ({ lb02 }) => edit(lb02, 'network', 'eth0 1500', 'eth0 9000'),
      /^same-segment pair: MTU: lb01 1500, lb02 9000$/,
    ],
    [
      'another subnet',
      ({ lb02 }) =>
        void (lb02.addresses = lb02.addresses.map((one) =>
          one.interface === 'eth0' ? { ...one, address: '198.51.101.12' } : one,
        )),
      /^same-segment pair: no common subnet: lb01 198.51.100.0\/24, lb02 198.51.101.0\/24$/,
    ],
    [
      'nobody tracks',
      ({ lb02 }) => editConfig(lb02, 'keepalived', /track_script \{[^}]*\}/, ''),
      /^tracking pair: lb02 tracks nothing/,
    ],
    [
      'another check on one',
      ({ lb02 }) => editConfig(lb02, 'keepalived', 'fall 1', 'fall 3'),
      /^tracking pair: lb01 script haproxy .*fall 1.*, lb02 script haproxy .*fall 3/,
    ],
    [
      'another check script on one',
      ({ lb02 }) => edit(lb02, 'check-scripts', /\t[0-9a-f]{64}\t/, `\t${'0'.repeat(64)}\t`),
      /^check-script-same pair: it differs: lb01 83139a55, lb02 00000000$/,
    ],
    [
      'equal priorities',
      ({ lb02 }) => editConfig(lb02, 'keepalived', /priority 90/g, 'priority 100'),
      /^priorities pair: lb01 and lb02 have the same priority 100 \(VRRP011\)$/,
    ],
    [
      'a weight too small',
      ({ lb01, lb02 }) =>
        [lb01, lb02].forEach((facts) =>
          editConfig(facts, 'keepalived', 'weight -20', 'weight -10'),
        ),
      /^priorities pair: weight -10 of haproxy cannot move it.*VRRP026/,
    ],
    [
      'nopreempt with a weight',
      ({ lb02 }) => editConfig(lb02, 'keepalived', 'advert_int 1', 'advert_int 1\n nopreempt'),
      /^priorities pair: lb02: nopreempt with weight -20.*VRRP021/,
    ],
    [
      'a script that is not there',
      ({ lb02 }) => edit(lb02, 'check-scripts', /\tfile\t.*/, '\tabsent\t\t\t\tno\t\t\t'),
      /^check-script lb02: there is no such file$/,
    ],
    [
      'a script without run bit',
      ({ lb02 }) => edit(lb02, 'check-scripts', /755(.*)\tyes\t0/, '644$1\tno\t'),
      /^check-script lb02: no run bit \(mode 644\)/,
    ],
    [
      'a script that others can change',
      ({ lb02 }) => edit(lb02, 'check-scripts', '\t755\t', '\t775\t'),
      /^check-script lb02: others than root can change it/,
    ],
    [
      'a script that hangs',
      ({ lb02 }) => edit(lb02, 'check-scripts', '\tyes\t0', '\tyes\t124'),
      /^check-script lb02: not done within 5 s$/,
    ],
    [
      'a script that keepalived says fails',
      ({ lb02 }) => edit(lb02, 'keepalived', 'Status = GOOD', 'Status = BAD'),
      /^check-script lb02: keepalived says BAD$/,
    ],
    [
      'nonlocal_bind off',
      ({ lb02 }) => void (lb02.sysctls['net.ipv4.ip_nonlocal_bind'] = '0'),
      /^nonlocal-bind lb02: it is 0 now/,
    ],
    [
      'nonlocal_bind overruled by a later file',
      ({ lb02 }) =>
        edit(
          lb02,
          'sysctl-files',
          /$/,
          '/etc/sysctl.d/99-other.conf:net.ipv4.ip_nonlocal_bind=0\n',
        ),
      /^nonlocal-bind lb02: \/etc\/sysctl.d\/99-other.conf sets it to 0 at boot$/,
    ],
    [
      'an invalid keepalived.conf',
      ({ lb01 }) =>
        void (lb01.outputs = {
          ...lb01.outputs,
          'keepalived-valid': { code: 5, text: '(Line 3) Unknown keyword\n' },
        }),
      /^config-valid lb01: the configuration has errors: \(Line 3\) Unknown keyword$/,
    ],
    [
      'a forgotten reload of keepalived',
      ({ lb01 }) => editConfig(lb01, 'keepalived', 'priority 100', 'priority 120'),
      /^running-config lb01: INTERNAL_VIP: priority 100 runs, 120 in the file$/,
    ],
    [
      'a forgotten reload of haproxy',
      ({ lb01 }) => edit(lb01, 'haproxy', /Uptime_sec: \d+/, 'Uptime_sec: 3600'),
      /^running-config lb01: \/etc\/haproxy\/haproxy.cfg was changed \d+ s after haproxy read it$/,
    ],
    [
      'another haproxy.cfg',
      ({ lb02 }) => editConfig(lb02, 'haproxy', 'retries 3', 'retries 4'),
      /^haproxy-same pair: lb01 line \d+: `retries 3`, lb02 line \d+: `retries 4`$/,
    ],
    [
      'a longer haproxy.cfg',
      ({ lb02 }) => editConfig(lb02, 'haproxy', /$/, '    option forwardfor\n'),
      /^haproxy-same pair: lb01: nothing there, lb02 line \d+: `option forwardfor`$/,
    ],
    [
      'another certificate',
      ({ lb01, lb02 }) =>
        [lb01, lb02].forEach((facts, index) =>
          edit(
            facts,
            'mentioned-files',
            /^/,
            `${String(index).repeat(64)}  /etc/ssl/site.pem\ntime 1 /etc/ssl/site.pem\n`,
          ),
        ),
      /^haproxy-same pair: \/etc\/ssl\/site.pem differs$/,
    ],
    [
      'a certificate on one only',
      ({ lb01 }) =>
        edit(
          lb01,
          'mentioned-files',
          /^/,
          `${'0'.repeat(64)}  /etc/ssl/site.pem\ntime 1 /etc/ssl/site.pem\n`,
        ),
      /^haproxy-same pair: \/etc\/ssl\/site.pem is not on lb02$/,
    ],
    [
      'drift',
      ({ lb02 }) => void (lb02.drifted = ['/etc/haproxy/haproxy.cfg']),
      /^drift lb02: \/etc\/haproxy\/haproxy.cfg was changed or removed$/,
    ],
    [
      'a clock that is late',
      ({ lb02 }) => void (lb02.system.clock -= 1.2),
      /^clocks pair: 1200 ms apart \(± 40 ms\), at most 1000 ms are good$/,
    ],
  ])('%s', (_, spoil, says) => {
    const lines = short(told(failedAfter(spoil)));
    expect(
      lines.some((line) => says.test(line)),
      lines.join('\n'),
    ).toBe(true);
  });

  it.each<[what: string, spoil: Spoil, says: RegExp]>([
    [
      'other versions',
      ({ lb02 }) => edit(lb02, 'keepalived', 'v2.2.7', 'v2.2.8'),
      /^versions pair: keepalived: lb01 2.2.7, lb02 2.2.8/,
    ],
    [
      'a server taken out by hand',
      ({ lb02 }) => edit(lb02, 'haproxy', /(http_back,web02,(?:[^,]*,){15})UP/, '$1MAINT'),
      /^servers-up lb02: http_back\/web02 MAINT/,
    ],
    [
      'a clock told over a slow link',
      ({ lb02 }) =>
        void (lb02.clockReadBetween = {
          from: lb02.system.clock * 1000 - 1100,
          to: lb02.system.clock * 1000 + 1100,
        }),
      /^clocks pair: 0 ms apart \(± 1120 ms\): too coarse to say$/,
    ],
    [
      'nothing starts keepalived again',
      ({ lb01 }) => unit(lb01, 'keepalived', { restart: 'no' }),
      /^daemon lb01: nothing starts it again/,
    ],
    [
      'a tool that is not needed now',
      ({ lb02 }) => edit(lb02, 'check-scripts', /\tyes\t0\t/, '\tyes\t0\tcurl'),
      /^check-script lb02: curl not installed/,
    ],
    [
      'adverts thrown away in the past',
      ({ lb02 }) => edit(lb02, 'keepalived', /( {4}Failure:) 0/, '$1 9'),
      /^vrrp-heard pair: .*lb02 has thrown away 9 advertisements since its start: other auth_pass/,
    ],
  ])('%s is a warning, no failure', (_, spoil, says) => {
    const results = runChecks(viewAfter(spoil));
    expect(told(results.filter(({ ok }) => !ok))).toEqual([]);
    const warned = short(told(results.filter(({ warning }) => warning)));
    expect(
      warned.some((line) => says.test(line)),
      warned.join('\n'),
    ).toBe(true);
  });

  it('nopreempt: a VIP that stayed on the other node is no failure', () => {
    const results = runChecks(
      viewAfter(({ lb01, lb02 }) => {
        for (const facts of [lb01, lb02])
          editConfig(facts, 'keepalived', /state \w+/g, 'state BACKUP\n    nopreempt');
        edit(lb01, 'keepalived', /Effective priority = 100/g, 'Effective priority = 80');
      }),
    );
    const expected = results.filter(({ id }) => id === 'expected-holder');
    expect(expected.map(({ ok, warning }) => [ok, warning])).toEqual([
      [true, true],
      [true, true],
    ]);
  });

  it('a listener on a node’s own address may differ', () => {
    expect(
      told(
        failedAfter(({ lb01, lb02 }) => {
          editConfig(
            lb01,
            'haproxy',
            'retries 3',
            'retries 3\n    # own\n    bind 198.51.100.11:8404',
          );
          editConfig(
            lb02,
            'haproxy',
            'retries 3',
            'retries 3\n    bind   198.51.100.12:8404 # own',
          );
        }).filter(({ id }) => id === 'haproxy-same'),
      ),
    ).toEqual([]);
  });

  it('no password of the nodes is in any word of a result', () => {
    const all = JSON.stringify(
      runChecks(
        viewAfter(({ lb02 }) => {
          editConfig(lb02, 'keepalived', /lab-(int1|pub2)/g, 'planted1');
        }),
      ),
    );
    expect(all).not.toMatch(/lab-int1|lab-pub2|planted1/);
  });
});
