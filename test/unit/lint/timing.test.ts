import { describe, expect, test } from 'vitest';
import { linesAreReadToTheirEnd } from '../../../src/lint/rules/haproxy/lines-are-read-to-their-end.ts';
import { persistenceIsMeant } from '../../../src/lint/rules/lvs/persistence-is-meant.ts';
import { checkAsksEveryPort } from '../../../src/lint/rules/scripts/check-asks-every-port.ts';
import { deadServerIsNoticed } from '../../../src/lint/rules/timing/dead-server-is-noticed.ts';
import { takeoverIsQuick } from '../../../src/lint/rules/timing/takeover-is-quick.ts';
import { findingsOf } from './pair.ts';
import { checking, saidOf, saidOfNode } from './script.ts';

describe('TIM001: how long a VIP is silent', () => {
  const node = (priority: number, settings: string, advert = 1) => ({
    keepalived: checking('/bin/check', settings).replace(
      'virtual_router_id 51',
      `virtual_router_id 51\npriority ${priority}\nadvert_int ${advert}`,
    ),
  });
  const pair = (settings: string, advert?: number) =>
    findingsOf(takeoverIsQuick, {
      lb01: node(100, settings, advert),
      lb02: node(90, settings, advert),
    });

  test('a check that takes its time', () => {
    expect(pair('interval 5\nfall 3\nweight -20')).toMatchObject([
      {
        severity: 'warning',
        node: 'lb01',
        message:
          'VI_1 is silent for up to 19.3 s when haproxy stops; 15.0 s of it: check chk: interval × fall',
      },
    ]);
  });

  test('a slow heartbeat', () => {
    expect(pair('interval 1\nweight 0', 10).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^VI_1 is silent for up to \d+\.\d s when the holder loses power; /),
    ]);
  });

  test('silent: quick, of one node, or never at all', () => {
    expect(pair('interval 2\nweight -20')).toEqual([]);
    expect(pair('interval 5\nfall 3\nweight -5')).toEqual([]);
    const alone = { lb01: node(100, 'interval 5\nfall 3\nweight -20') };
    expect(findingsOf(takeoverIsQuick, alone)).toEqual([]);
  });
});

test('TIM003: how long a dead server gets requests', () => {
  const said = (options: string, lines = '') =>
    saidOfNode(deadServerIsNoticed, {
      haproxy: `backend b\n${lines}\n server a 192.0.2.21:80 ${options}\n server c 192.0.2.22:80 ${options}\n`,
    });
  expect(said('check inter 10s')).toEqual([
    'warning: server a in backend b, and 1 more: a silent one gets requests for up to 60 s',
  ]);
  expect(said('check inter 2s')).toEqual([]);
  expect(said('')).toEqual([]);
  expect(said('check inter 8s', ' timeout check 1s\n timeout connect 1s')).toEqual([]);
});

describe('HAP042: a carriage return within a line', () => {
  const found = (haproxy: string) => findingsOf(linesAreReadToTheirEnd, { a: { haproxy } });

  test('what follows it is lost', () => {
    expect(found('backend b\n  server a 192.0.2.21:80\r check\r inter 1s\n')).toMatchObject([
      {
        line: 2,
        column: 27,
        message: expect.stringContaining('"check", and 1 more after it') as string,
      },
    ]);
    expect(found('global\r  maxconn 100\rdefaults\n')).toHaveLength(1);
  });

  test.each(['global\r\n  maxconn 1\r\n', 'global\r\r\n', 'global # a\rb\n', 'global\n'])(
    'silent: %j',
    (haproxy) => {
      expect(found(haproxy)).toEqual([]);
    },
  );
});

describe('SCR013: a list of ports', () => {
  const haproxy =
    'frontend f\n bind *:80\n bind *:443\n bind *:3306\n bind 127.0.0.1:8404\n default_backend b\nbackend b\n server a 192.0.2.21:80 check\n';
  const said = (text: string) => saidOf(checkAsksEveryPort, text, { haproxy });

  test('one is missing, one is too many', () => {
    const ask = 'nc -z 127.0.0.1 80 && nc -z 127.0.0.1 443';
    expect(said(`${ask} && nc -z 127.0.0.1 9999`)).toEqual(
      [
        'note: haproxy listens on port 3306 on lb01, which no check asks; 80, 443, 9999 are asked',
        'note: the check asks 127.0.0.1:9999, where haproxy does not listen',
      ].sort(),
    );
  });

  test('silent: all of them, or one only, or of another machine', () => {
    const all = [80, 443, 3306].map((port) => `nc -z 127.0.0.1 ${port}`).join(' && ');
    expect(said(all)).toEqual([]);
    expect(said('nc -z 127.0.0.1 80')).toEqual([]);
    const quic = haproxy.replace('bind *:3306', 'bind quic4@:8443');
    const two = 'nc -z 127.0.0.1 80 && nc -z 127.0.0.1 443';
    expect(saidOf(checkAsksEveryPort, two, { haproxy: quic })).toEqual([]);
    expect(said('nc -z 198.51.100.1 80 && nc -z 198.51.100.1 443')).toEqual([]);
  });
});

test('LVS014: persistence', () => {
  const service = (head: string) => ({
    keepalived: `virtual_server 192.0.2.10 80 {\n${head}\nreal_server 192.0.2.21 80 {\n}\nreal_server 192.0.2.22 80 {\n}\n}\n`,
  });
  expect(saidOfNode(persistenceIsMeant, service('persistence_timeout 50'))).toEqual([
    'note: virtual_server 192.0.2.10 80 keeps each client at one server for 50 s after its last connection',
  ]);
  expect(saidOfNode(persistenceIsMeant, service('lb_algo rr'))).toEqual([]);
});
