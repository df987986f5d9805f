import { describe, expect, test } from 'vitest';
import { frontendHasBackend } from '../../../src/lint/rules/haproxy/frontend-has-backend.ts';
import { internalPortsAreNotPublic } from '../../../src/lint/rules/haproxy/internal-ports-are-not-public.ts';
import { longSessionsOutliveTimeouts } from '../../../src/lint/rules/haproxy/long-sessions-outlive-timeouts.ts';
import { oldProcessesEnd } from '../../../src/lint/rules/haproxy/old-processes-end.ts';
import { stickTablesAreShared } from '../../../src/lint/rules/haproxy/stick-tables-are-shared.ts';
import { timeoutsAreSet } from '../../../src/lint/rules/haproxy/timeouts-are-set.ts';
import { tlsIsNotBroken } from '../../../src/lint/rules/haproxy/tls-is-not-broken.ts';
import type { Rule } from '../../../src/lint/rule.ts';
import { findingsOf, instance, type Given } from './pair.ts';

const foundBy =
  (rule: Rule) =>
  (haproxy: string, given: Given = {}) =>
    findingsOf(rule, { a: { haproxy, ...given } });
const app = 'backend app\nserver s 192.0.2.1:80\n';

describe('HAP009', () => {
  const found = foundBy(frontendHasBackend);

  test('a frontend that leads nowhere', () => {
    expect(found(`${app}frontend web\nmode http\nbind :80\n`)).toMatchObject([
      { id: 'HAP009', severity: 'error', line: 3 },
    ]);
    const errorPages = 'defaults\nerrorfile 503 /etc/haproxy/errors/503.http\n';
    expect(found(`${errorPages}${app}listen web\nbind :80\n`)).toHaveLength(1);
  });

  test('a backend that does not exist', () => {
    expect(found(`${app}frontend web\nbind :80\ndefault_backend ap\n`)).toMatchObject([
      { line: 5, column: 17 },
    ]);
    expect(found(`${app}frontend web\nbind :80\nuse_backend x if TRUE\n`)).toHaveLength(1);
  });

  test('a server that is its own frontend', () => {
    const text = (bind: string, server: string) =>
      `frontend web\nbind ${bind}\ndefault_backend own\nbackend own\nserver s ${server}\n`;
    const severity = (bind: string, server: string, given: Given = {}) =>
      found(text(bind, server), given).map((one) => one.severity);
    expect(severity('192.0.2.10:80', '192.0.2.10:80', { addresses: ['192.0.2.10'] })).toEqual([
      'error',
    ]);
    const keepalived = instance('virtual_ipaddress {\n192.0.2.10\n}');
    expect(severity('*:80', '192.0.2.10:80', { keepalived })).toEqual(['error']);
    expect(severity('*:80', '127.0.0.1:80')).toEqual(['warning']);
    expect(severity('192.0.2.10:80', '127.0.0.1:80')).toEqual([]);
    expect(severity('*:80', '127.0.0.1:8080')).toEqual([]);
    expect(severity('*:80', '192.0.2.10:80')).toEqual([]);
  });

  test('silent for what leads somewhere, or answers itself', () => {
    for (const lines of [
      'default_backend app',
      'use_backend app if TRUE',
      'use_backend %[req.hdr(host),lower]',
      'http-request redirect scheme https',
      'http-request return status 200',
      'redirect location https://example.org/',
      'stats enable',
      'monitor-uri /alive',
      'server s 192.0.2.1:80',
      'mode http\ndisabled',
    ]) {
      expect(found(`${app}listen web\nmode http\nbind :80\n${lines}\n`)).toEqual([]);
    }
    expect(found(`defaults\ndefault_backend app\n${app}frontend web\nbind :80\n`)).toEqual([]);
    const named = 'defaults plain\nmode http\nhttp-request redirect scheme https\n';
    expect(found(`${app}${named}frontend web from plain\nbind :80\n`)).toEqual([]);
    const reverse = 'tcp-request session attach-srv app/s';
    expect(found(`${app}frontend tunnel\nmode http\nbind :80\n${reverse}\n`)).toEqual([]);
    expect(
      found(`${app}frontend web\nbind :80\ndefault_backend x\n`, {
        files: { '/etc/haproxy/conf.d/x.cfg': '' },
      }),
    ).toEqual([]);
  });
});

describe('HAP010', () => {
  const found = foundBy(timeoutsAreSet);
  const all = 'timeout connect 5s\ntimeout client 50s\ntimeout server 50s\n';
  const listen = 'listen web\nbind :80\nserver s 192.0.2.1:80\n';

  test('missing ones, and those that mean for ever', () => {
    const [one] = found(listen);
    expect(one).toMatchObject({ id: 'HAP010', severity: 'warning', line: 1 });
    expect(one?.message).toContain('timeout client, timeout connect, timeout server');
    expect(found(`${listen}${all}timeout client 0\n`)).toHaveLength(1);
    expect(
      found('defaults base\ntimeout server 1s\ndefaults\nbackend app\nserver s 192.0.2.1\n'),
    ).toHaveLength(1);
  });

  test('notes for slow requests and long keep-alive', () => {
    const notes = found(`${listen}mode http\n${all}timeout http-keep-alive 10m\n`);
    expect(notes.map((one) => one.severity)).toEqual(['note', 'note']);
  });

  test('silent with all, the old words and variables too', () => {
    expect(found(`defaults\n${all}${listen}`)).toEqual([]);
    expect(found(`${listen}contimeout 5000\nclitimeout 5000\nsrvtimeout 5000\n`)).toEqual([]);
    expect(found(`${listen}${all}timeout client "\${T}"\n`)).toEqual([]);
    expect(found(`listen web\nmode http\nbind :80\n${all}timeout http-request 5s\n`)).toEqual([]);
    expect(
      found(`defaults base\n${all}defaults\nlisten web from base\nserver s 192.0.2.1\n`),
    ).toEqual([]);
  });
});

describe('HAP011', () => {
  const found = foundBy(longSessionsOutliveTimeouts);
  const text = (client: string, more = '') =>
    `defaults\nmode tcp\ntimeout client ${client}\ntimeout server 8h\nfrontend db\nbind 192.0.2.10:5432\ndefault_backend pg\nbackend pg\n${more}server s 192.0.2.1:5432 check\n`;

  test('a session that is cut while it is idle', () => {
    expect(found(text('50s'))).toMatchObject([{ id: 'HAP011', severity: 'warning', line: 5 }]);
  });

  test('silent with time enough, a tunnel, HTTP, and other ports', () => {
    expect(found(text('8h'))).toEqual([]);
    expect(found(text('50s', 'timeout tunnel 8h\n'))).toEqual([]);
    expect(found(text('50s').replace('mode tcp', 'mode http'))).toEqual([]);
    expect(found(text('50s').replaceAll('5432', '80'))).toEqual([]);
    expect(found('listen db\nbind :3306\nserver s 192.0.2.1:3306\n')).toEqual([]);
    const ranges = text('50s').replace('bind 192.0.2.10:5432', 'bind 192.0.2.10:5000-5999');
    expect(found(ranges.replace('192.0.2.1:5432', '192.0.2.1'))).toEqual([]);
  });
});

test('HAP016: old processes without an end', () => {
  const found = foundBy(oldProcessesEnd);
  const text = 'frontend db\ntimeout client 8h\n';
  expect(found(text)).toMatchObject([{ id: 'HAP016', severity: 'note', line: 1 }]);
  expect(found(`global\nhard-stop-after 1h\n${text}`)).toEqual([]);
  expect(found('frontend web\ntimeout client 1m\n')).toEqual([]);
});

describe('HAP017', () => {
  const found = foundBy(stickTablesAreShared);

  test('a table that the other node does not know', () => {
    expect(found('backend b\nstick-table type ip size 1m\n')).toMatchObject([
      { id: 'HAP017', severity: 'note', line: 2 },
    ]);
    expect(found('backend b\nstick-table type ip size 1m peers p\n')).toEqual([]);
  });

  test('peers without the own name, where it is known', () => {
    const peers = 'peers p\npeer lb01 192.0.2.1:1024\npeer lb02 192.0.2.2:1024\n';
    expect(found(peers, { hostname: 'other' })).toMatchObject([{ severity: 'warning', line: 1 }]);
    expect(found(`global\nlocalpeer x\n${peers}`)).toHaveLength(1);
    expect(found(peers, { hostname: 'lb02' })).toEqual([]);
    expect(found(`global\nlocalpeer lb01\n${peers}`, { hostname: 'other' })).toEqual([]);
    expect(found(peers)).toEqual([]);
  });
});

test('HAP023: a database on every address', () => {
  const found = foundBy(internalPortsAreNotPublic);
  expect(found('listen redis\nbind *:6379\n')).toMatchObject([
    { id: 'HAP023', severity: 'warning', line: 2, column: 6 },
  ]);
  expect(found('listen etcd\nbind :::2379\n')).toHaveLength(1);
  expect(found('listen redis\nbind 192.0.2.10:6379\nbind *:80\n')).toEqual([]);
  expect(found('listen redis\nbind *:6379 interface lan0\n')).toEqual([]);
});

test('HAP023: a port of many programs, and a range of ports, say nothing by themselves', () => {
  const found = foundBy(internalPortsAreNotPublic);
  expect(found('listen web\nbind *:8001\n')).toEqual([]);
  expect(found('frontend admin\nbind *:8001\ndefault_backend kong_admin\n')).toHaveLength(1);
  expect(found('listen admin\nbind *:8444\nserver kong1 192.0.2.1:8444\n')).toHaveLength(1);
  expect(found('listen many\nbind *:5000-5999\n')).toEqual([]);
  expect(found('listen few\nbind *:80,*:5432\n')).toHaveLength(1);
});

describe('HAP024', () => {
  const found = foundBy(tlsIsNotBroken);
  const text = (options: string, bind = '') =>
    `global\n${options}\nfrontend web\nbind :443 ssl crt /etc/x.pem ${bind}\n`;

  test('broken ciphers and versions', () => {
    expect(found(text('ssl-default-bind-ciphers AES128-SHA:ECDHE-RSA-DES-CBC3-SHA'))).toMatchObject(
      [{ id: 'HAP024', severity: 'warning', line: 2 }],
    );
    expect(found(text('', 'ciphers RC4-SHA'))).toMatchObject([{ line: 4 }]);
    expect(found(text('ssl-default-bind-options ssl-min-ver TLSv1.0'))).toHaveLength(1);
    expect(found(text('', 'force-tlsv10'))).toHaveLength(1);
  });

  test('what an old haproxy offers by itself is a note', () => {
    const versions = { haproxy: '1.8.8' };
    expect(found(text('ssl-default-bind-options no-sslv3'), { versions })).toMatchObject([
      { severity: 'note', line: 4 },
    ]);
    expect(
      found(text('ssl-default-bind-options no-sslv3 no-tlsv10 no-tlsv11'), { versions }),
    ).toEqual([]);
    expect(found(text('', 'ssl-min-ver TLSv1.2'), { versions })).toEqual([]);
    expect(
      found(text('ssl-default-bind-options no-sslv3'), { versions: { haproxy: '2.6.12' } }),
    ).toEqual([]);
    expect(found(text('ssl-default-bind-options no-sslv3'))).toEqual([]);
  });

  test('silent for what is excluded, and without TLS', () => {
    expect(found(text('ssl-default-bind-ciphers ECDHE+AESGCM:!MD5:!RC4:-3DES'))).toEqual([]);
    expect(found('global\nssl-default-bind-ciphers RC4\nfrontend web\nbind :80\n')).toEqual([]);
  });
});
