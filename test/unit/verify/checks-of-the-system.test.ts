import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/core/facts.ts';
import { runChecks } from '../../../src/verify/checks.ts';
import { edit, editConfig, viewAfter, type Node } from './healthy.ts';

/** What a node answered to a question. */
function answer(facts: Facts, name: string, text: string, code = 0): void {
  (facts.outputs ??= {})[name] = { code, text };
}

/** What a check says of lb01: problems and warnings, or what it looked at. */
function told(id: string, spoil: (pair: Record<Node, Facts>) => void): string[] {
  return runChecks(viewAfter(spoil))
    .filter((one) => one.id === id && (one.host ?? '').endsWith('lb01'))
    .map(({ ok, warning, detail }) => `${ok ? (warning ? 'warning' : 'ok') : 'failed'}: ${detail}`);
}

const input = (policy: string, rules = '') =>
  `{"nftables": [{"chain": {"family": "inet", "table": "filter", "name": "input", "hook": "input", "prio": 0, "policy": "${policy}"}}${rules}]}\n\n`;
const rule =
  ', {"rule": {"family": "inet", "table": "filter", "chain": "input", "expr": [{"accept": null}]}}';

describe('packet-filter', () => {
  it.each<[answer: string, code: number, says: string[]]>([
    ['\n', 0, ['warning: nothing is filtered here: every port is open, and VRRP from anybody']],
    [
      input('accept'),
      0,
      ['warning: nothing is filtered here: every port is open, and VRRP from anybody'],
    ],
    [input('drop'), 0, ['ok: nftables with rules for input']],
    [input('accept', rule), 0, ['ok: nftables with rules for input']],
    ['\n\n*filter\n:INPUT DROP [0:0]\nCOMMIT\n', 0, ['ok: iptables with rules for input']],
    ['\n', 3, []],
  ])('%j', (text, code, says) => {
    expect(told('packet-filter', ({ lb01 }) => answer(lb01, 'firewall', text, code))).toEqual(says);
  });
});

describe('vrrp-allowed', () => {
  const fromLinks =
    ', {"rule": {"family": "inet", "table": "filter", "chain": "input", "expr": [' +
    '{"match": {"op": "==", "left": {"payload": {"protocol": "ip6", "field": "saddr"}}, ' +
    '"right": {"prefix": {"addr": "fe80::", "len": 10}}}}, {"accept": null}]}}';
  /** The public VIP has an IPv6 address; the nodes have one of the network and perhaps one of the link. */
  const withIpv6 =
    (link: boolean, unicast = false) =>
    (pair: Record<Node, Facts>) => {
      for (const [index, facts] of Object.values(pair).entries()) {
        editConfig(facts, 'keepalived', /198\.51\.100\.(100|200)(\/\d+)?/g, '2001:db8::$1/64');
        const own = [`2001:db8::1${index}`, ...(link ? [`fe80::1${index}`] : [])];
        const [first] = facts.addresses;
        if (first === undefined) throw new Error('no address was recorded');
        facts.addresses.push(
          ...own.map((address) => ({ ...first, interface: 'eth0', family: 6 as const, address })),
        );
        answer(facts, 'firewall', input('drop', fromLinks));
        if (!unicast) continue;
        const words = `unicast_src_ip 2001:db8::1${index}\n  unicast_peer {\n    2001:db8::1${1 - index}\n  }`;
        editConfig(facts, 'keepalived', /(vrrp_instance \w+ \{)/g, `$1\n  ${words}`);
      }
    };

  it('advertisements of IPv6 come from the address of the link', () => {
    expect(told('vrrp-allowed', withIpv6(true))).toEqual(['ok: 4 packets judged, 1 rules']);
    expect(told('vrrp-allowed', withIpv6(false))[0]).toMatch(/^failed: from 2001:db8::11 on eth0/);
  });

  it('with unicast they come from the address that the node is told', () => {
    expect(told('vrrp-allowed', withIpv6(true, true))[0]).toMatch(/^failed: from 2001:db8::11 on/);
  });
});

describe('track-process', () => {
  const track = ({ lb01 }: Record<Node, Facts>): void => {
    editConfig(
      lb01,
      'keepalived',
      'vrrp_instance INTERNAL_VIP {',
      'vrrp_track_process p {\n  process haproxy\n}\nvrrp_instance INTERNAL_VIP {\n  track_process {\n    p\n  }',
    );
  };

  it('says why an instance cannot be master, and nothing where no process is tracked', () => {
    const after = (code: number, uses = true) =>
      told('track-process', (pair) => {
        if (uses) track(pair);
        answer(pair.lb01, 'process-events', '', code);
      });
    expect(after(2)).toEqual([
      'failed: a container is not told when processes end: INTERNAL_VIP cannot be master here',
    ]);
    expect(after(1).join()).toContain('CONFIG_PROC_EVENTS');
    expect(after(0)).toEqual(['ok: the kernel tells it; 1 instances track a process']);
    expect(after(2, false)).toEqual([]);
  });
});

describe('reverse-path', () => {
  const rules =
    '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n';
  const routes = (way: string, filter: number, more = '') =>
    `default via 192.0.2.1 dev ${way} \n${rules}${more}/proc/sys/net/ipv4/conf/all/rp_filter:0\n/proc/sys/net/ipv4/conf/eth0/rp_filter:${filter}\n`;
  const after = (text: string) =>
    told('reverse-path', ({ lb01 }) => {
      editConfig(lb01, 'keepalived', '198.51.100.100/32', '203.0.113.10/32');
      answer(lb01, 'routes', text);
    });

  it('a VIP of another network, and a default route through another interface', () => {
    expect(after(routes('eth1', 1))).toEqual([
      'warning: rp_filter is 1, and the default route leaves through eth1: what clients send to the VIP is dropped',
    ]);
  });

  it.each([
    [routes('eth1', 2), 'ok: rp_filter 2, default route through eth1'],
    [routes('eth0', 1), 'ok: rp_filter 1, default route through eth0'],
    [
      routes('eth1', 1, '100:\tfrom 203.0.113.0/24 lookup 7\n'),
      'ok: rp_filter 1, default route through eth1',
    ],
  ])('silent: %j', (text, says) => {
    expect(after(text)).toEqual([says]);
  });

  it('says nothing of VIPs in the networks of their interface', () => {
    expect(told('reverse-path', ({ lb01 }) => answer(lb01, 'routes', routes('eth1', 1)))).toEqual(
      [],
    );
  });
});

describe('cloud-network', () => {
  it('of AWS, and nothing elsewhere', () => {
    const [found] = told('cloud-network', ({ lb01 }) =>
      edit(lb01, 'machine', /$/, '\nsys_vendor=Amazon EC2\nproduct_name=t3.small\n'),
    );
    expect(found).toMatch(
      /^warning: INTERNAL_VIP uses multicast, which AWS does not carry; PUBLIC_VIP /,
    );
    expect(told('cloud-network', () => {})).toEqual([]);
  });
});

describe('log-heard', () => {
  const listening = 'UNCONN 0      0            0.0.0.0:514        0.0.0.0:*\n';
  const after = (target: string, text: string) =>
    told('log-heard', ({ lb01 }) => {
      editConfig(lb01, 'haproxy', 'log /dev/log', `log ${target}`);
      answer(lb01, 'udp', text);
    });

  it('nobody listens', () => {
    expect(after('127.0.0.1', '')).toEqual([
      'warning: nobody listens on UDP 127.0.0.1:514: what haproxy logs is lost',
    ]);
    expect(after('198.51.100.11:5140', listening).join()).toContain('198.51.100.11:5140');
  });

  it('somebody does, or it goes elsewhere', () => {
    expect(after('127.0.0.1:514', listening)).toEqual(['ok: 127.0.0.1:514']);
    expect(after('203.0.113.9:514', '')).toEqual([]);
    expect(after('/dev/log', '')).toEqual([]);
  });
});

describe('room', () => {
  const df = (used: number, inodes: number) =>
    `Filesystem     1024-blocks     Used Available Capacity Mounted on\n/dev/vda 264212084 30202680 76188232 ${used}% /\n` +
    `Filesystem       Inodes  IUsed    IFree IUse% Mounted on\n/dev/vda 16777216 543889 16233327 ${inodes}% /\n`;
  const after = (text: string) => told('room', ({ lb01 }) => answer(lb01, 'room', text));

  it('is full, of bytes or of inodes', () => {
    expect(after(df(29, 4))).toEqual(['ok: / 29 % (bytes), / 4 % (inodes)']);
    expect(after(df(90, 4)).join()).toMatch(/^warning: \/ is 90 % full \(bytes\)/);
    expect(after(df(29, 100)).join()).toMatch(/^warning: \/ is 100 % full \(inodes\)/);
    expect(after('')).toEqual(['ok: df did not say']);
  });
});

describe('daemon, at boot', () => {
  const unit = (keepalived: string, files = '') =>
    `Id=keepalived.service\n${keepalived}\nEnvironmentFiles=/etc/default/keepalived (ignore_errors=yes)\n\nId=haproxy.service\nAfter=network-online.target\nWants=network-online.target\nEnvironmentFiles=/etc/default/haproxy (ignore_errors=yes)\nEnvironmentFiles=/etc/sysconfig/haproxy (ignore_errors=yes)\n\n${files}`;
  const after = (text: string) =>
    told('daemon', ({ lb01 }) => answer(lb01, 'daemon-units', text)).filter((one) =>
      one.startsWith('warning'),
    );
  const waits = 'After=basic.target network-online.target\nWants=network-online.target';

  it('keepalived does not wait for the network', () => {
    expect(after(unit('After=network.target\nWants='))).toEqual([
      expect.stringContaining('it starts before the network is up'),
    ]);
    expect(after(unit('After=network-online.target\nWants='))).toHaveLength(1);
    expect(after(unit(waits))).toEqual([]);
  });

  it('options in a file that the unit does not read', () => {
    expect(after(unit(waits, '/etc/default/keepalived\n/etc/sysconfig/haproxy\n'))).toEqual([]);
    expect(after(unit(waits, '/etc/sysconfig/keepalived\n'))).toEqual([
      expect.stringContaining('/etc/sysconfig/keepalived is there, but the unit does not read it'),
    ]);
  });
});

describe('config-valid', () => {
  it('haproxy warns, and would start', () => {
    const [keepalived, haproxy] = told('config-valid', ({ lb01 }) =>
      answer(
        lb01,
        'haproxy-valid',
        "[NOTICE]   (12) : haproxy version is 2.6.12\n[WARNING]  (12) : config : parsing [/etc/haproxy/haproxy.cfg:9] : 'option httplog' not usable.\n",
      ),
    );
    expect(keepalived).toMatch(/^ok/);
    expect(haproxy).toBe(
      "warning: parsing [/etc/haproxy/haproxy.cfg:9] : 'option httplog' not usable.; exit code 0",
    );
  });
});
