import { describe, expect, test } from 'vitest';
import { checkerAsksTheService } from '../../../src/lint/rules/lvs/checker-asks-the-service.ts';
import { checksAreQuick } from '../../../src/lint/rules/lvs/checks-are-quick.ts';
import { connectionsAreSynchronised } from '../../../src/lint/rules/lvs/connections-are-synchronised.ts';
import { directRoutingKeepsPort } from '../../../src/lint/rules/lvs/direct-routing-keeps-port.ts';
import { directorIsNoServer } from '../../../src/lint/rules/lvs/director-is-no-server.ts';
import { emptyPoolIsPlanned } from '../../../src/lint/rules/lvs/empty-pool-is-planned.ts';
import { getCheckerHasUrl } from '../../../src/lint/rules/lvs/get-checker-has-url.ts';
import { idleConnectionsAreKept } from '../../../src/lint/rules/lvs/idle-connections-are-kept.ts';
import { lvsRules } from '../../../src/lint/rules/lvs/index.ts';
import { methodIsKnown } from '../../../src/lint/rules/lvs/method-is-known.ts';
import { miscCheckerCanRun } from '../../../src/lint/rules/lvs/misc-checker-can-run.ts';
import { oneCheckerPerServer } from '../../../src/lint/rules/lvs/one-checker-per-server.ts';
import { realServersAreChecked } from '../../../src/lint/rules/lvs/real-servers-are-checked.ts';
import { schedulerIsKnown } from '../../../src/lint/rules/lvs/scheduler-is-known.ts';
import { serviceAddressIsAVip } from '../../../src/lint/rules/lvs/service-address-is-a-vip.ts';
import type { Rule } from '../../../src/lint/rule.ts';
import { findingsOf, instance } from './pair.ts';
import { saidOfNode } from './script.ts';

const TCP = 'TCP_CHECK {\n  connect_timeout 3\n}';

interface Given {
  head?: string;
  at?: string;
  server?: string;
  body?: string;
}

function service({ head = '', at = '192.0.2.10 80', server = '192.0.2.21 80', body = TCP }: Given) {
  const settings =
    head === ''
      ? 'delay_loop 5\nlvs_sched rr\nlvs_method DR\nalpha\nsorry_server 192.0.2.9 80'
      : head;
  return `virtual_server ${at} {\n${settings}\nreal_server ${server} {\n${body}\n}\n}\n`;
}

const holder = instance('virtual_router_id 51\nvirtual_ipaddress {\n192.0.2.10/24\n}');

const said = (rule: Rule, given: Given = {}) =>
  saidOfNode(rule, { keepalived: holder + service(given) });

test('a good virtual server: nothing is said of it', () => {
  for (const rule of lvsRules) {
    if (rule.scope === 'node') expect(said(rule)).toEqual([]);
  }
});

test('LVS006: another port with DR', () => {
  expect(said(directRoutingKeepsPort, { server: '192.0.2.21 8080' })).toEqual([
    'error: real_server 192.0.2.21 8080 of virtual_server 192.0.2.10 80 has port 8080, but packets of DR arrive with 80',
  ]);
  expect(said(directRoutingKeepsPort, { server: '192.0.2.21 8080', head: 'lb_kind NAT' })).toEqual(
    [],
  );
  const own = { head: 'lb_kind NAT', server: '192.0.2.21 8080', body: 'lvs_method TUN' };
  expect(said(directRoutingKeepsPort, own)).toHaveLength(1);
  expect(said(directRoutingKeepsPort, { at: 'fwmark 1', server: '192.0.2.21 8080' })).toEqual([]);
});

test('LVS007: a method that keepalived does not know', () => {
  const found = findingsOf(methodIsKnown, { a: { keepalived: service({ head: 'lb_kind dr' }) } });
  expect(found).toMatchObject([{ severity: 'error', line: 2, column: 9, fix: 'lb_kind DR' }]);
  expect(said(methodIsKnown, { head: 'lb_algo rr' }).join()).toMatch(/^note: /);
});

test('LVS008: a real server without a checker', () => {
  expect(said(realServersAreChecked, { body: 'weight 1' })).toEqual([
    'warning: real_server 192.0.2.21 80 of virtual_server 192.0.2.10 80 has no checker: it counts as up when it is dead',
  ]);
});

describe('LVS009', () => {
  test('an address that no instance has', () => {
    expect(said(serviceAddressIsAVip, { at: '192.0.2.11 80' })).toEqual([
      'warning: virtual_server 192.0.2.11 80 on lb01: no vrrp_instance has 192.0.2.11',
    ]);
  });

  test('silent of marks, of its own addresses, and without VRRP', () => {
    expect(said(serviceAddressIsAVip, { at: 'fwmark 1' })).toEqual([]);
    const keepalived = service({ at: '192.0.2.11 80' });
    expect(saidOfNode(serviceAddressIsAVip, { keepalived })).toEqual([]);
    const addresses = ['192.0.2.11'];
    expect(
      saidOfNode(serviceAddressIsAVip, { keepalived: holder + keepalived, addresses }),
    ).toEqual([]);
  });
});

test('LVS010: seldom looked at', () => {
  expect(said(checksAreQuick, { head: 'lb_kind DR' })).toEqual([
    'note: virtual_server 192.0.2.10 80 looks at its servers every 60 s, the default',
  ]);
  expect(said(checksAreQuick, { head: 'delay_loop 30' })).toHaveLength(1);
  const old = 'HTTP_GET {\nurl {\npath /\n}\nnb_get_retry 3\n}';
  expect(said(checksAreQuick, { body: old })).toHaveLength(1);
  expect(said(checksAreQuick, { head: 'lb_kind DR', body: 'delay_loop 3' })).toEqual([]);
});

test('LVS011: neither alpha nor a sorry server', () => {
  expect(said(emptyPoolIsPlanned, { head: 'lb_kind DR' })).toEqual([
    'note: virtual_server 192.0.2.10 80 has no alpha, and no sorry_server or quorum_down',
  ]);
});

describe('LVS012', () => {
  const daemon = (id: number) =>
    `global_defs {\nlvs_sync_daemon eth0 VI_1 id ${id}\n}\nvrrp_instance VI_1 {\n}\n`;
  const pair = (lb01: string, lb02: string) =>
    findingsOf(connectionsAreSynchronised, {
      lb01: { keepalived: lb01 + service({}) },
      lb02: { keepalived: lb02 + service({}) },
    }).map(({ severity, message }) => `${severity}: ${message}`);

  test('of one node only, of two ids, of none', () => {
    expect(pair(daemon(1), '')).toEqual(['warning: lb01 has lvs_sync_daemon, lb02 has none']);
    expect(pair('', daemon(1)).join()).toContain('lb01 has none');
    expect(pair(daemon(1), daemon(2)).join()).toContain('has id 1 on lb01, 2 on lb02');
    expect(pair('', '')).toEqual(['note: neither lb01 nor lb02 has lvs_sync_daemon']);
  });

  test('of an instance that is not there; silent where a file is not given', () => {
    const lost = daemon(1).replace('eth0 VI_1', 'eth0 VI_2');
    expect(pair(lost, daemon(1))).toEqual([
      'warning: lvs_sync_daemon on lb01 follows VI_2, which is no instance: keepalived starts no daemon',
    ]);
    expect(pair(`${lost}include conf.d/*.conf\n`, daemon(1))).toEqual([]);
    expect(pair(daemon(1).replace('eth0 VI_1', 'eth0'), daemon(1))).toEqual([]);
  });

  test('silent where both have it, and without virtual servers', () => {
    expect(pair(daemon(1), daemon(1))).toEqual([]);
    expect(
      findingsOf(connectionsAreSynchronised, { a: { keepalived: '' }, b: { keepalived: '' } }),
    ).toEqual([]);
  });
});

test('LVS013: long connections without lvs_timeouts', () => {
  const at = '192.0.2.10 3306';
  expect(said(idleConnectionsAreKept, { at }).join()).toMatch(/^note: .*MySQL/);
  const keepalived = `global_defs {\nlvs_timeouts tcp 7200\n}\n${service({ at })}`;
  expect(saidOfNode(idleConnectionsAreKept, { keepalived })).toEqual([]);
});

test('LVS015: an unknown scheduler', () => {
  const found = findingsOf(schedulerIsKnown, {
    a: { keepalived: service({ head: 'lb_algo wlrc' }) },
  });
  expect(found).toMatchObject([{ severity: 'warning', line: 2, column: 9 }]);
});

test('LVS018: the director is its own real server', () => {
  const keepalived = service({});
  const addresses = ['192.0.2.21'];
  expect(saidOfNode(directorIsNoServer, { keepalived, addresses })).toHaveLength(1);
  expect(saidOfNode(directorIsNoServer, { keepalived, addresses: ['192.0.2.22'] })).toEqual([]);
});

test('LVS020: the port of another service', () => {
  const body = 'TCP_CHECK {\nconnect_port 3306\n}';
  expect(said(checkerAsksTheService, { body }).join()).toMatch(/^note: /);
  const keepalived = service({ body }) + service({ at: '192.0.2.10 3306' });
  expect(saidOfNode(checkerAsksTheService, { keepalived }).join()).toMatch(/^warning: /);
  const own = 'TCP_CHECK {\nconnect_port 80\n}';
  expect(said(checkerAsksTheService, { body: own })).toEqual([]);
});

test('LVS021: two checkers', () => {
  const body = `${TCP}\nHTTP_GET {\nurl {\npath /\n}\n}`;
  expect(said(oneCheckerPerServer, { body })).toEqual([
    'warning: real_server 192.0.2.21 80 of virtual_server 192.0.2.10 80 has TCP_CHECK and HTTP_GET: both must succeed',
  ]);
});

describe('LVS022', () => {
  const path = '/etc/keepalived/misc.sh';
  const body = `MISC_CHECK {\nmisc_path "${path} a"\nmisc_timeout 2\n}`;
  const of = (given: object) =>
    saidOfNode(miscCheckerCanRun, { keepalived: service({ body }), ...given });
  const file = (text: string, mode = 0o755) => ({ files: { [path]: { text, mode } } });

  test('missing, not to be run, or too slow', () => {
    expect(of({ absent: [path] })).toEqual([
      `error: there is no ${path} on lb01: real_server 192.0.2.21 is always down`,
    ]);
    expect(of(file('#!/bin/sh\n', 0o644)).join()).toContain('no run bit');
    expect(of(file('#!/bin/sh\ncurl -m 3 x'))).toEqual([
      'warning: the checker of 192.0.2.21 may take 3 s, misc_timeout is 2 s',
    ]);
  });

  test('silent where it can run in time, or nothing is known', () => {
    expect(of(file('#!/bin/sh\ncurl -m 2 x'))).toEqual([]);
    expect(of({})).toEqual([]);
  });
});

test('LVS023: HTTP_GET without a url', () => {
  expect(said(getCheckerHasUrl, { body: 'HTTP_GET {\nconnect_timeout 3\n}' })).toEqual([
    'error: HTTP_GET of real_server 192.0.2.21 80 in virtual_server 192.0.2.10 80 has no url',
  ]);
  expect(said(getCheckerHasUrl, { body: 'SSL_GET {\nurl {\npath /\n}\n}' })).toEqual([]);
});
