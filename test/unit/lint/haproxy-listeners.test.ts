import { describe, expect, test } from 'vitest';
import { checkProbesWhatIsBound } from '../../../src/lint/rules/haproxy/check-probes-what-is-bound.ts';
import { listenersAreDistinct } from '../../../src/lint/rules/haproxy/listeners-are-distinct.ts';
import { nonlocalBindAllowed } from '../../../src/lint/rules/haproxy/nonlocal-bind-allowed.ts';
import { portsAreInRange } from '../../../src/lint/rules/haproxy/ports-are-in-range.ts';
import { vipHasListener } from '../../../src/lint/rules/haproxy/vip-has-listener.ts';
import { findingsOf, instance } from './pair.ts';

const vip = 'virtual_ipaddress {\n192.0.2.10/24\n}';
const script = 'vrrp_script haproxy {\nscript /etc/keepalived/check.sh\n}\n';
const bound = (...addresses: string[]) =>
  `frontend web\n${addresses.map((one) => `bind ${one}\n`).join('')}default_backend app\n`;

describe('HAP001', () => {
  const keepalived = instance(vip);

  test('a VIP that one node does not listen on', () => {
    const found = findingsOf(vipHasListener, {
      a: { keepalived, haproxy: bound('192.0.2.10:80') },
      b: { keepalived, haproxy: bound('192.0.2.110:80') },
    });
    expect(found).toMatchObject([
      {
        id: 'HAP001',
        severity: 'error',
        node: 'b',
        file: 'b/etc/keepalived/keepalived.conf',
        line: 3,
      },
    ]);
  });

  test('one that no node listens on: an error where the instance follows haproxy', () => {
    const haproxy = bound('192.0.2.20:80');
    const tracked = script + instance(`${vip}\ntrack_script {\nhaproxy\n}`);
    const severities = (text: string) =>
      findingsOf(vipHasListener, { a: { keepalived: text, haproxy } }).map((one) => one.severity);
    expect(severities(keepalived)).toEqual(['warning']);
    expect(severities(tracked)).toEqual(['error']);
  });

  test('silent where it is bound, where all addresses are, where LVS has it, and where nobody can tell', () => {
    const lvs = `${keepalived}virtual_server 192.0.2.10 80 {\n}\n`;
    const all: [string, string][] = [
      [keepalived, bound('192.0.2.20:80,192.0.2.10:443')],
      [keepalived, bound('*:80')],
      [keepalived, bound(':::80')],
      [keepalived, bound('"${VIP}:80"')],
      [keepalived, 'global\n'],
      [lvs, bound('192.0.2.20:80')],
    ];
    for (const [text, haproxy] of all) {
      expect(findingsOf(vipHasListener, { a: { keepalived: text, haproxy } })).toEqual([]);
    }
  });

  test('silent for the link-local address that an IPv6 instance begins with', () => {
    const six = instance('virtual_ipaddress {\nfe80::10/64\n2001:db8::10/64\n}');
    const on = (bind: string) =>
      findingsOf(vipHasListener, { a: { keepalived: six, haproxy: bound(bind) } });
    expect(on('[2001:db8::10]:80')).toEqual([]);
    expect(on('192.0.2.10:80')).toMatchObject([{ line: 4 }]);
  });

  test('a wildcard of IPv6 alone takes no IPv4, one of IPv4 no IPv6', () => {
    const six = instance('virtual_ipaddress {\n2001:db8::10/64\n}');
    const of = (text: string, haproxy: string) =>
      findingsOf(vipHasListener, { a: { keepalived: text, haproxy } }).length;
    expect(of(keepalived, bound(':::80 v6only'))).toBe(1);
    expect(of(six, bound('*:80'))).toBe(1);
    expect(of(six, bound('[2001:DB8:0::10]:80'))).toBe(0);
    expect(of(six, bound('ipv6@:80'))).toBe(0);
  });
});

describe('HAP002', () => {
  const given = (value: string, bind = '192.0.2.10:80') => ({
    a: {
      keepalived: instance(vip),
      haproxy: bound(bind),
      files: { '/etc/sysctl.d/60-vip.conf': `net.ipv4.ip_nonlocal_bind ${value}\n` },
    },
  });

  test('a VIP is bound, and the node may not', () => {
    expect(findingsOf(nonlocalBindAllowed, given('= 0'))).toMatchObject([
      { id: 'HAP002', severity: 'error', file: 'a/etc/haproxy/haproxy.cfg', line: 2, column: 6 },
    ]);
  });

  test('sysctl.conf comes last', () => {
    const { a } = given('= 1');
    const files = { ...a.files, '/etc/sysctl.conf': 'net/ipv4/ip_nonlocal_bind=0\n' };
    expect(findingsOf(nonlocalBindAllowed, { a: { ...a, files } })).toHaveLength(1);
  });

  test('silent where it may, where nothing is known, and without need', () => {
    for (const nodes of [
      given('= 1'),
      given(''),
      given('= 0', '*:80'),
      given('= 0', '192.0.2.10:80 transparent'),
    ]) {
      expect(findingsOf(nonlocalBindAllowed, nodes)).toEqual([]);
    }
  });
});

describe('HAP003', () => {
  const two = (one: string, other: string) =>
    findingsOf(listenersAreDistinct, {
      a: { haproxy: `frontend one\nbind ${one}\nfrontend other\nbind ${other}\n` },
    });

  test('one address and port twice', () => {
    expect(two('192.0.2.10:80', '192.0.2.20:80,192.0.2.10:80')).toMatchObject([
      { id: 'HAP003', severity: 'error', line: 4 },
    ]);
    expect(two('*:80-82', ':81')).toHaveLength(1);
    expect(two('*:80-82', ':80-82')).toHaveLength(1);
  });

  test('every address beside one of them is a warning', () => {
    expect(two('*:80', '192.0.2.10:80')).toMatchObject([{ severity: 'warning', line: 4 }]);
  });

  test('twice in one proxy is a warning, one for each thread is none', () => {
    const one = (first: string, second: string) =>
      findingsOf(listenersAreDistinct, {
        a: { haproxy: `frontend one\nbind ${first}\nbind ${second}\n` },
      });
    expect(one(':80', ':80')).toMatchObject([{ severity: 'warning', line: 3 }]);
    expect(one(':80 thread 1', ':80 thread 2')).toEqual([]);
  });

  test('silent for other ports, families, protocols and interfaces, disabled proxies, and .if', () => {
    expect(two('*:80', '*:81')).toEqual([]);
    expect(two('*:80', ':::80 v6only')).toEqual([]);
    expect(two('*:443 ssl', 'quic4@:443 ssl')).toEqual([]);
    expect(two(':::443 v6only ssl', 'quic6@:443 ssl')).toEqual([]);
    expect(two('192.0.2.10:443 ssl', 'quic4@*:443 ssl')).toEqual([]);
    expect(two('quic4@:443 ssl', 'quic4@:443 ssl')).toHaveLength(1);
    expect(two('*:80 interface eth0', '*:80 interface eth1')).toEqual([]);
    expect(two('*:80', '*:80\ndisabled')).toEqual([]);
    expect(two('*:81', '*:82\n.if defined(X)\nbind *:80\n.else\nbind *:80\n.endif')).toEqual([]);
  });
});

describe('HAP004', () => {
  const asked = (line: string, ...binds: string[]) =>
    findingsOf(checkProbesWhatIsBound, {
      a: {
        keepalived: script + instance(vip),
        haproxy: bound(...binds),
        files: { '/etc/keepalived/check.sh': `#!/bin/sh\n# curl 127.0.0.1:80\n${line}\n` },
      },
    });

  test('127.0.0.1 where only the VIP is bound', () => {
    const place = { id: 'HAP004', file: 'a/etc/keepalived/check.sh', line: 3 };
    expect(asked('curl -fsS http://127.0.0.1/healthz', '192.0.2.10:80')).toMatchObject([place]);
    expect(asked('nc -z localhost 80', '192.0.2.10:80')).toMatchObject([place]);
    expect(asked('exec 3<>/dev/tcp/127.0.0.1/80', '192.0.2.10:80')).toMatchObject([place]);
  });

  test('the VIP, which may be on the other node', () => {
    const [found] = asked('curl -s "192.0.2.10:80"', '*:80');
    expect(found?.message).toContain('the VIP 192.0.2.10:80');
  });

  test('the command of a vrrp_script without a file', () => {
    const keepalived = `vrrp_script s {\nscript "curl http://127.0.0.1:80/"\n}\n${instance(vip)}`;
    expect(
      findingsOf(checkProbesWhatIsBound, { a: { keepalived, haproxy: bound('192.0.2.10:80') } }),
    ).toMatchObject([{ file: 'a/etc/keepalived/keepalived.conf', line: 2 }]);
  });

  test('silent where what is asked is bound, and for ports that are not haproxy’s', () => {
    expect(asked('curl http://127.0.0.1:80/', '192.0.2.10:80', '127.0.0.1:80')).toEqual([]);
    expect(asked('curl http://127.0.0.1:80/', '*:80')).toEqual([]);
    expect(asked('curl https://127.0.0.1/', '192.0.2.10:443', 'quic4@:443')).toHaveLength(1);
    expect(asked('curl https://127.0.0.1/', 'quic4@:443')).toEqual([]);
    expect(asked('curl http://127.0.0.1:9100/', '192.0.2.10:80')).toEqual([]);
    expect(asked('killall -0 haproxy', '192.0.2.10:80')).toEqual([]);
    expect(asked('curl https://localhost:${PORT}/', '192.0.2.10:443')).toEqual([]);
    expect(asked('curl http://127.0.0.1/9000', '192.0.2.10:9000', '*:80')).toEqual([]);
  });
});

describe('HAP035', () => {
  const found = (haproxy: string) => findingsOf(portsAreInRange, { a: { haproxy } });

  test('a check port that is cut to 16 bits', () => {
    expect(found('backend b\nserver s 192.0.2.1:80 check port 99999\n')).toMatchObject([
      { id: 'HAP035', severity: 'error', line: 2 },
    ]);
    expect(found('backend b\ndefault-server agent-port 65536\nserver s 192.0.2.1\n')).toHaveLength(
      1,
    );
    expect(found('backend b\nserver s 192.0.2.1:70000\n')).toHaveLength(1);
    expect(found('frontend f\nbind :80,:80000\n')).toHaveLength(1);
  });

  test('silent up to 65535', () => {
    expect(found('listen b\nbind :65000-65535\nserver s 192.0.2.1:+1 check port 65535\n')).toEqual(
      [],
    );
  });
});
