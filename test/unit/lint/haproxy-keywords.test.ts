import { describe, expect, test } from 'vitest';
import { keywordHasValue } from '../../../src/lint/rules/haproxy/keyword-has-value.ts';
import { keywordsAreKnown } from '../../../src/lint/rules/haproxy/keywords-are-known.ts';
import { keywordsExistInVersion } from '../../../src/lint/rules/haproxy/keywords-exist-in-version.ts';
import { noUselessLines } from '../../../src/lint/rules/haproxy/no-useless-lines.ts';
import type { Rule } from '../../../src/lint/rule.ts';
import { findingsOf } from './pair.ts';

const foundBy = (rule: Rule) => (haproxy: string, version?: string) =>
  findingsOf(rule, {
    a: { haproxy, ...(version !== undefined && { versions: { haproxy: version } }) },
  });

describe('HAP031', () => {
  const found = foundBy(keywordsExistInVersion);

  test.each([
    ['frontend f\nreqadd X-A:\\ b\n', '2.0.33', '2.1.0'],
    ['backend b\nrspidel ^Server\n', '2.0.33', '2.1.0'],
    ['defaults\nclitimeout 5000\n', '2.0.33', '2.1.0'],
    ['defaults\nredispatch\n', '2.0.33', '2.1.0'],
    ['defaults\nmode health\n', '2.2.9', '2.3.0'],
    ['defaults\noption forceclose\n', '2.4.22', '2.5.0'],
    ['global\nnbproc 2\n', '2.4.22', '2.5.0'],
    ['frontend f\nbind :80 process 1\n', '2.6.12', '2.7.0'],
  ])('%j is refused from a version on', (text, before, after) => {
    expect(found(text, before)).toEqual([]);
    expect(found(text, after)).toMatchObject([{ id: 'HAP031', severity: 'error', line: 2 }]);
    expect(found(text)).toMatchObject([{ severity: 'warning' }]);
  });

  test('what every version in use refuses is an error without a version too', () => {
    expect(found('backend b\nappsession JSESSIONID len 52 timeout 3h\n')).toMatchObject([
      { severity: 'error' },
    ]);
  });

  test('silent for words of the same name elsewhere', () => {
    expect(found('global\ngrace 10s\ngroup haproxy\n', '2.6.12')).toEqual([]);
    expect(found('program x\noption forceclose\nresolvers r\nblock\n', '2.6.12')).toEqual([]);
    expect(
      found('backend b\n.if version_before(2.1)\nreqadd X-A:\\ b\n.endif\n', '2.6.12'),
    ).toEqual([]);
    expect(found('frontend f\nmode http\noption httpclose\nbind :80 thread 1\n', '2.8.0')).toEqual(
      [],
    );
  });
});

test('HAP033: lines that do nothing', () => {
  const found = foundBy(noUselessLines);
  const text = 'global\nquiet\nnbproc 1\ndefaults\noption httpclose\nfrontend f\nfrontend g\n';
  expect(found(text).map(({ id, severity, line }) => [id, severity, line])).toEqual([
    ['HAP033', 'note', 2],
    ['HAP033', 'note', 3],
    ['HAP033', 'note', 5],
  ]);
  expect(found('global\nnbproc 2\ndefaults\nno option httpclose\nfrontend f\n')).toEqual([]);
});

describe('HAP040', () => {
  const found = foundBy(keywordsAreKnown);

  test('a slip, with the word that was meant', () => {
    const [one] = found('frontend f\ndefault_bakend app\n');
    expect(one?.message).toContain('haproxy knows no "default_bakend"; default_backend was');
    expect(one).toMatchObject({
      id: 'HAP040',
      severity: 'warning',
      line: 2,
      fix: 'default_backend',
    });
    expect(found('frontend f\ndefault_bakend app\n', '2.6.12')).toMatchObject([
      { severity: 'error' },
    ]);
    expect(found('defaults\noption htpchk\n')).toMatchObject([{ fix: 'option httpchk' }]);
    expect(found('defaults\ntimeout conect 5s\n')).toMatchObject([{ fix: 'timeout connect' }]);
    expect(found('global\nmaxcon 4000\n')).toMatchObject([{ fix: 'maxconn' }]);
    expect(found('peers p\npeeer a 192.0.2.1:1024\n')).toMatchObject([{ fix: 'peer' }]);
  });

  test('a word that is like none', () => {
    expect(found('backend b\nproxy_pass http://x\n', '2.6.12')).toMatchObject([
      { severity: 'warning', fix: expect.stringContaining('manual') as string },
    ]);
  });

  test('parameters of bind and server', () => {
    expect(found('backend b\nserver s 192.0.2.1:80 chek inter 2s\n')).toMatchObject([
      { line: 2, column: 23, fix: 'check' },
    ]);
    expect(found('frontend f\nbind :443 sll crt /x.pem\n')).toMatchObject([{ fix: 'ssl' }]);
    expect(found('backend b\nserver s 192.0.2.1:80 cookie chek check weight 10 x-new 5\n')).toEqual(
      [],
    );
  });

  test('a word in the wrong kind of proxy', () => {
    expect(found('frontend f\nserver s 192.0.2.1:80\n')).toMatchObject([
      { line: 2, fix: 'put it into listen or backend' },
    ]);
    expect(found('backend b\nbind :80\n')).toHaveLength(1);
  });

  test('words that came later', () => {
    const later: [string, string, string][] = [
      ['ring r\nsize 1024\n', '2.1.0', '2.2.0'],
      ['defaults base\nfrontend f from base\n', '2.3.0', '2.4.0'],
      ['global\n.if defined(X)\n.endif\n', '2.3.0', '2.4.0'],
      ['backend b\nretry-on all-retryable-errors\n', '1.8.30', '2.0.0'],
      ['defaults\noption httpslog\n', '2.4.22', '2.5.0'],
      ['global\ncluster-secret x\n', '2.4.22', '2.6.0'],
      ['global\nhttp-fail-codes +418\n', '2.8.5', '3.0.0'],
      ['healthcheck h\ntype tcp-check\n', '3.2.4', '3.4.0'],
    ];
    for (const [text, before, after] of later) {
      expect(found(text, before)).toMatchObject([{ severity: 'error' }]);
      expect(found(text, after)).toEqual([]);
      expect(found(text)).toEqual([]);
    }
  });

  test('silent for what stands under a condition: its author knows the versions', () => {
    const text = '.if version_atleast(3.1)\ntraces\ntrace h1 start now\n.else\n.endif\n';
    expect(found(text, '2.6.12')).toEqual([]);
    expect(found(text.replace(/^[.].*\n/gm, ''), '2.6.12')).toHaveLength(1);
    const global = 'global\n.if version_before(2.6)\n.else\ncluster-secret x\n.endif\n';
    expect(found(global, '2.4.22')).toEqual([]);
  });

  test('silent for what haproxy knows', () => {
    expect(
      found(
        'global\ntune.bufsize 16384\nssl-default-bind-options no-sslv3\nhttpclient.retries 2\n' +
          'quick-exit\nstress-level 1\nhttp-err-codes 400-499\n' +
          'healthcheck chek\ntype httpchk\nbackend b\nserver s 192.0.2.1:80 check healthcheck chek\n' +
          'defaults\nno option httpclose\noption forwardfor\nno log\n' +
          'acme x\ndirectory https://x\nuserlist u\nuser a password x\n' +
          '"${NAME}" x\n' +
          'listen l\nbind :80 v4v6 no-sslv3 alpn h2,http/1.1\nserver s 192.0.2.1:80 no-check source 192.0.2.2 usesrc clientip\n',
      ),
    ).toEqual([]);
  });

  test('a file of garbage is answered at once', () => {
    const text = `global\n${'maxconnn\n'.repeat(50_000)}`;
    const { user: start } = process.cpuUsage();
    expect(found(text).length).toBeLessThan(200);
    expect(process.cpuUsage().user - start).toBeLessThan(5_000_000);
  });
});

test('HAP043: a line that lacks its values', () => {
  const found = foundBy(keywordHasValue);
  expect(
    found('defaults\ntimeout connect\nfrontend f\nbind\nbackend b\nserver s\nserver\n').map(
      ({ line, severity }) => [line, severity],
    ),
  ).toEqual([2, 4, 6, 7].map((line) => [line, 'error']));
  const whole = 'timeout connect 5s\nno timeout connect\nserver s :80\nbind :80\nserver "$S"\n';
  expect(found(`listen l\n${whole}resolvers r\ntimeout\n`)).toEqual([]);
});
