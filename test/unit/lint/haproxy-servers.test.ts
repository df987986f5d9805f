import { describe, expect, test } from 'vitest';
import { deadServerDropsSessions } from '../../../src/lint/rules/haproxy/dead-server-drops-sessions.ts';
import { httpBackendChecksHttp } from '../../../src/lint/rules/haproxy/http-backend-checks-http.ts';
import { oneLostCheckIsForgiven } from '../../../src/lint/rules/haproxy/one-lost-check-is-forgiven.ts';
import { serverIsWhatItsNameSays } from '../../../src/lint/rules/haproxy/server-is-what-its-name-says.ts';
import { serverNamesResolve } from '../../../src/lint/rules/haproxy/server-names-resolve.ts';
import { serversAreChecked } from '../../../src/lint/rules/haproxy/servers-are-checked.ts';
import { serviceHasTwoServers } from '../../../src/lint/rules/haproxy/service-has-two-servers.ts';
import type { Rule } from '../../../src/lint/rule.ts';
import { findingsOf, type Given } from './pair.ts';

const foundBy =
  (rule: Rule) =>
  (haproxy: string, given: Given = {}) =>
    findingsOf(rule, { a: { haproxy, ...given } });
const backend = (...lines: string[]) => `backend app\n${lines.join('\n')}\n`;

describe('HAP005', () => {
  const found = foundBy(serversAreChecked);

  test('parameters of a check without the check', () => {
    expect(found(backend('server s 192.0.2.1:80 inter 3s rise 5 fall 1'))).toMatchObject([
      { id: 'HAP005', severity: 'error', line: 2 },
    ]);
    expect(found(backend('default-server inter 3s', 'server s 192.0.2.1:80'))).toHaveLength(1);
    expect(
      found(backend('default-server check', 'server s 192.0.2.1:80 no-check fall 2')),
    ).toHaveLength(1);
    expect(found(backend('server-template s 9 192.0.2.1:80 fall 2'))).toHaveLength(1);
  });

  test('silent for a server that says no-check and tunes none', () => {
    const sorry = 'server sorry 192.0.2.9:80 backup no-check';
    const server = 'server s 192.0.2.1:80';
    const tuned = 'default-server inter 2s fall 3 check';
    expect(found(backend(tuned, server, sorry))).toEqual([]);
    expect(found(backend('option httpchk', `${server} check`, sorry))).toEqual([]);
    expect(
      found(backend(tuned, server, sorry.replace('no-check', 'no-check fall 2'))),
    ).toHaveLength(1);
  });

  test('option httpchk without the check, for each server that has none', () => {
    const text = backend(
      'option httpchk GET /',
      'server s 192.0.2.1:80 check',
      'server t 192.0.2.2:80',
    );
    expect(found(text)).toMatchObject([{ severity: 'error', line: 4 }]);
  });

  test('what the defaults say is a warning', () => {
    const defaults = 'defaults\nmode http\noption httpchk\ndefault-server inter 2s\n';
    expect(found(defaults + backend('server s 192.0.2.1:80'))).toMatchObject([
      { severity: 'warning' },
    ]);
    const named = 'defaults base\ndefault-server fall 2\ndefaults other\n';
    expect(found(`${named}backend app from base\nserver s 192.0.2.1:80\n`)).toHaveLength(1);
    expect(found(`${named}backend app\nserver s 192.0.2.1:80\n`)).toEqual([]);
  });

  test('several servers, none of them checked', () => {
    const text = backend('server s 192.0.2.1:80', 'server t 192.0.2.2:80');
    expect(found(text)).toMatchObject([{ severity: 'warning', line: 2 }]);
  });

  test('silent for sockets that this haproxy itself listens on, not for others', () => {
    const text = (first: string) =>
      `${backend(`server s ${first}`, 'server t unix@/run/t.sock')}frontend f\nbind abns@f\nfrontend g\nbind /run/t.sock ssl crt /x.pem\n`;
    expect(found(text('abns@f'))).toEqual([]);
    expect(found(text('abns@other').replace('bind /run/t.sock', 'bind /run/u.sock'))).toHaveLength(
      1,
    );
  });

  test('silent where they are checked, in one way or another', () => {
    for (const lines of [
      ['option httpchk', 'server s 192.0.2.1:80 check inter 2s'],
      ['default-server check inter 2s', 'server s 192.0.2.1:80'],
      ['option httpchk', 'server s 192.0.2.1:80 check', 'server sorry 127.0.0.1:81 backup'],
      ['server s 192.0.2.1:80 inter 2s track other/s'],
      ['server s 192.0.2.1:80 agent-check agent-inter 2s inter 2s'],
      ['server s 192.0.2.1:80 inter 2s disabled'],
      ['server s 192.0.2.1:80'],
    ]) {
      expect(found(backend(...lines))).toEqual([]);
    }
    expect(found('peers p\nserver a 192.0.2.1:1024 inter 2s\n')).toEqual([]);
    expect(
      found('defaults\noption httpchk\nbackend app\nno option httpchk\nserver s 192.0.2.1:80\n'),
    ).toEqual([]);
  });
});

test('HAP006: an HTTP backend that is checked by a connection only', () => {
  const found = foundBy(httpBackendChecksHttp);
  const servers = ['mode http', 'server s 192.0.2.1:80 check'];
  expect(found(backend(...servers))).toMatchObject([{ id: 'HAP006', severity: 'note', line: 1 }]);
  expect(found(backend(...servers, 'option httpchk GET /'))).toEqual([]);
  expect(found(backend('mode tcp', 'server s 192.0.2.1:80 check'))).toEqual([]);
});

describe('HAP007', () => {
  const found = foundBy(serviceHasTwoServers);
  const severities = (...lines: string[]) => found(backend(...lines)).map((one) => one.severity);

  test('one server is a note, one with a twin that is commented out a warning', () => {
    expect(severities('server s 192.0.2.1:80')).toEqual(['note']);
    expect(severities('server s 192.0.2.1:80', '# server t 192.0.2.2:80 check')).toEqual([
      'warning',
    ]);
    expect(severities('# the server is small', 'server s 192.0.2.1:80')).toEqual(['note']);
  });

  test('backups only, or disabled ones', () => {
    expect(severities('server s 192.0.2.1:80 backup', 'server t 192.0.2.2:80 backup')).toEqual([
      'warning',
    ]);
    expect(severities('server s 192.0.2.1:80 disabled')).toEqual(['warning']);
  });

  test('silent with two', () => {
    expect(severities('server s 192.0.2.1:80', 'server t 192.0.2.2:80')).toEqual([]);
    expect(severities('server s 192.0.2.1:80', 'server t 192.0.2.2:80 backup')).toEqual([]);
    expect(severities('server-template s 3 192.0.2.1:80')).toEqual([]);
  });
});

test('HAP008: fall 1', () => {
  const found = foundBy(oneLostCheckIsForgiven);
  expect(found(backend('server s 192.0.2.1:80 check fall 1'))).toMatchObject([
    { id: 'HAP008', severity: 'note', line: 2 },
  ]);
  expect(found(backend('server s 192.0.2.1:80 check fall 2'))).toEqual([]);
  expect(found(backend('server s 192.0.2.1:80 fall 1'))).toEqual([]);
});

describe('HAP018', () => {
  const found = foundBy(serverNamesResolve);

  test('a name that has to resolve at start', () => {
    expect(found(backend('server s app.example.org:80 check'))).toMatchObject([
      { id: 'HAP018', severity: 'warning', line: 2 },
    ]);
    expect(found(backend('server s app:80 resolvers dns init-addr last,libc'))).toHaveLength(1);
  });

  test('silent for addresses, sockets, variables, /etc/hosts, and init-addr none', () => {
    const { files } = { files: { '/etc/hosts': '192.0.2.1 app.example.org App # x\n' } };
    for (const target of [
      '192.0.2.1:80',
      '[2001:db8::1]:80',
      '2001:db8::1:80',
      'unix@/run/x',
      '/run/x',
      '"${APP}:80"',
      'localhost:80',
      'app:80',
      '_http._tcp.example.org',
    ]) {
      expect(found(backend(`server s ${target} check`), { files })).toEqual([]);
    }
    expect(found(backend('default-server init-addr last,none', 'server s other:80'))).toEqual([]);
    expect(found(backend('server s other:80 init-addr libc,192.0.2.9'))).toEqual([]);
  });
});

test('HAP019: sessions of a dead database server', () => {
  const found = foundBy(deadServerDropsSessions);
  const servers = ['server s 192.0.2.1:3306 check', 'server t 192.0.2.2:3306 check'];
  expect(found(backend(...servers))).toMatchObject([{ id: 'HAP019', severity: 'note', line: 2 }]);
  expect(found(backend('default-server on-marked-down shutdown-sessions', ...servers))).toEqual([]);
  expect(found(backend('server s 192.0.2.1:80 check'))).toEqual([]);
});

describe('HAP032', () => {
  const found = foundBy(serverIsWhatItsNameSays);

  test('a name that is another address, and one server twice', () => {
    expect(found(backend('server 192.0.2.1 192.0.2.2:80'))).toMatchObject([
      { id: 'HAP032', severity: 'note', line: 2 },
    ]);
    expect(found(backend('server s 192.0.2.1:80', 'server t 192.0.2.1:80'))).toMatchObject([
      { severity: 'warning', line: 3 },
    ]);
  });

  test('silent for other ports, templates, and a disabled twin', () => {
    expect(found(backend('server s 192.0.2.1:80', 'server t 192.0.2.1:81'))).toEqual([]);
    expect(found(backend('server-template s 3 192.0.2.1:80'))).toEqual([]);
    expect(found(backend('server s 192.0.2.1:80 disabled', 'server t 192.0.2.1:80'))).toEqual([]);
    expect(found(backend('server 192.0.2.1:80 192.0.2.1:80'))).toEqual([]);
  });

  test('silent for one address on purpose: another source, another name, a backup with a check of its own', () => {
    for (const [one = '', other = ''] of [
      ['source 192.0.2.8', 'source 192.0.2.9'],
      ['ssl sni str(a.example)', 'ssl sni str(b.example)'],
      ['cookie A check port 81', 'cookie A check port 80 backup'],
    ]) {
      expect(
        found(backend(`server s 192.0.2.1:80 ${one}`, `server t 192.0.2.1:80 ${other}`)),
      ).toEqual([]);
    }
    const twins = ['server s 192.0.2.1:80 check', 'server t 192.0.2.1:80 check backup'];
    expect(found(backend(...twins))).toHaveLength(1);
  });
});
