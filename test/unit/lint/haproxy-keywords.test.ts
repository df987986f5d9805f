import { describe, expect, test } from 'vitest';
import { keywordHasValue } from '../../../src/lint/rules/haproxy/keyword-has-value.ts';
import { keywordsAreKnown } from '../../../src/lint/rules/haproxy/keywords-are-known.ts';
import { keywordsExistInVersion } from '../../../src/lint/rules/haproxy/keywords-exist-in-version.ts';
import { defaultsRulesFit } from '../../../src/lint/rules/haproxy/defaults-rules-fit.ts';
import { namesAreThereOnce } from '../../../src/lint/rules/haproxy/names-are-there-once.ts';
import { noUselessLines } from '../../../src/lint/rules/haproxy/no-useless-lines.ts';
import type { Rule } from '../../../src/lint/rule.ts';
import { findingsOf, type Given } from './pair.ts';

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

test('HAP043: a line that has too many, or none that it could read', () => {
  const found = foundBy(keywordHasValue);
  const text = (line: string) => `defaults\n${line}\n`;
  expect(found(text('timeout client 10 s'))).toMatchObject([{ severity: 'error', column: 19 }]);
  expect(found(text('timeout client soon'))).toMatchObject([{ column: 16 }]);
  expect(found(text('timeout client -1'))).toHaveLength(1);
  for (const time of ['10s', '5000', '0', '500ms', '"${T}"', '"${T-5s}" # x']) {
    expect(found(text(`timeout client ${time}`))).toEqual([]);
  }
  expect(found('frontend f :80\nlisten l 192.0.2.1:80\n')).toMatchObject([
    { line: 1, column: 12 },
    { line: 2, column: 10 },
  ]);
  expect(found('defaults d\nfrontend f from d\nlisten "l"\n')).toEqual([]);
});

test('HAP040: what mode and balance do not take', () => {
  const found = foundBy(keywordsAreKnown);
  expect(found('backend b\nmode htp\nbalance leastcon\n', '2.6.12')).toMatchObject([
    { severity: 'error', line: 2, fix: 'mode http' },
    { severity: 'error', line: 3, fix: 'balance leastconn' },
  ]);
  const good = ['balance', 'balance uri depth 2', 'balance hdr(host) use_domain_only', 'mode log'];
  expect(
    found(`backend b\n${[...good, 'mode "$MODE"', 'balance random(3)'].join('\n')}\n`),
  ).toEqual([]);
});

describe('HAP044', () => {
  const found = (haproxy: string, given: Given = {}) =>
    findingsOf(namesAreThereOnce, { a: { haproxy, ...given } });
  const server = 'server s 192.0.2.1:80\n';

  test('defaults that are not there', () => {
    const text = `defaults web\nmode http\nlisten l from wbe\nbind :80\n${server}`;
    expect(found(text)).toMatchObject([{ id: 'HAP044', severity: 'error', line: 3 }]);
    expect(found(text, { files: { '/etc/haproxy/conf.d/x.cfg': '' } })).toEqual([]);
    expect(found(text.replace('wbe', 'web'))).toEqual([]);
    expect(found(`defaults\ndefaults b from a\n`)).toHaveLength(1);
  });

  test('a name given twice', () => {
    expect(found(`backend b\n${server}${server}`)).toMatchObject([{ line: 3 }]);
    expect(found(`listen b\n${server}backend b\n${server}`)).toMatchObject([{ line: 3 }]);
    expect(found('frontend f\nfrontend f\n')).toHaveLength(1);
  });

  test('a server that tracks one that is not there', () => {
    const tracking = (of: string) =>
      `backend a\n${server}backend b\nserver t 192.0.2.2:80 track ${of}\n`;
    expect(found(tracking('a/x'))).toMatchObject([{ line: 4, column: 29 }]);
    expect(found(tracking('s'))).toHaveLength(1);
    expect(found(tracking('a/s'))).toEqual([]);
  });

  test('a condition on an acl that is not there', () => {
    const on = (...lines: string[]) => found(`frontend f\n${lines.join('\n')}\n`);
    expect(on('acl api path_beg /api', 'use_backend b if !apy')).toMatchObject([
      {
        line: 3,
        column: 18,
        message: 'frontend f has no acl apy before this condition, which asks it',
      },
    ]);
    expect(on('http-request deny if METH_POST { src 192.0.2.1 } nope')).toHaveLength(1);
    for (const line of [
      'use_backend b if api || { path /x } or !api',
      'http-request deny unless METH_GET or HTTP_1.1',
      'http-request return string "x if y" if TRUE',
      'http-request set-header X if',
      'use_backend b if "$COND"',
    ]) {
      expect(on('acl api path_beg /api', line)).toEqual([]);
    }
    expect(on('http-request deny if api', 'acl api path_beg /api')).toHaveLength(1);
  });

  test.each([
    ['server s 192.0.2.1:80 check resolvers nope', 'resolvers nope'],
    ['stick-table type ip size 1k peers nope', 'peers nope'],
    ['email-alert mailers nope', 'mailers nope'],
    ['errorfiles nope 503', 'http-errors nope'],
    ['filter cache nope', 'cache nope'],
    ['http-request cache-use nope', 'cache nope'],
    ['http-request auth unless { http_auth(nope) }', 'userlist nope'],
    ['acl admin http_auth_group(nope) ops', 'userlist nope'],
  ])('a section that is not there: %s', (line, section) => {
    const text = `backend b\n${line}\n`;
    expect(found(text)).toMatchObject([{ line: 2, message: `there is no section ${section}` }]);
    expect(found(`${section}\n${text}`)).toEqual([]);
    expect(found(text, { files: { '/etc/haproxy/conf.d/x.cfg': '' } })).toEqual([]);
    expect(found(`backend b\n.if defined(A)\n${line}\n.endif\n`)).toEqual([]);
    expect(found(text.replace('nope', '"$NOPE"'))).toEqual([]);
  });

  test('a section of defaults that a proxy takes, told once; the resolvers of the system', () => {
    const text = 'defaults\nmode http\nerrorfiles nope\n';
    expect(found(`${text}backend a\nbackend b\n`)).toMatchObject([{ line: 3 }]);
    expect(found(text)).toEqual([]);
    expect(found(`backend b\nserver s app:80 resolvers default\n`)).toEqual([]);
  });

  test('a stick table that is not there', () => {
    const peers = 'peers p\npeer a 192.0.2.1:1024\ntable t type ip size 1k\n';
    const on = (line: string, more = '') => found(`${peers}${more}backend b\n${line}\n`);
    for (const line of [
      'stick on src table p/x',
      'stick match src table q/t if TRUE',
      'stick store-request src table b',
      'stick on src',
      'http-request track-sc0 src table nope',
      'tcp-request content track-sc1 src if { src 192.0.2.1 }',
    ]) {
      expect(on(line), line).toMatchObject([{ id: 'HAP044', line: 5 }]);
    }
    expect(on('stick on src table p/x')).toMatchObject([
      { column: 20, message: 'backend b asks the stick table p/x, and there is none of that name' },
    ]);
    const table = 'backend t\nstick-table type ip size 1k\n';
    for (const line of [
      'stick on src table p/t',
      'http-request track-sc0 src table t if METH_POST',
      'stick-table type ip size 1k\nstick on src',
      'stick on src table "$T"',
      'stick-table type ip size 1k\ntcp-request content track-sc0 src if { src table }',
    ]) {
      expect(on(line, table), line).toEqual([]);
    }
  });

  test('a server of use-server that is not there', () => {
    const using = (name: string, more = '') =>
      found(`backend b\n${server}${more}use-server ${name} if { src 192.0.2.9 }\n`);
    expect(using('x')).toMatchObject([{ line: 3, column: 12 }]);
    expect(using('s')).toEqual([]);
    expect(using('%[var(txn.name)]')).toEqual([]);
    expect(using('x1', 'server-template x 1-3 192.0.2.7:80\n')).toEqual([]);
  });

  test('silent for a frontend and a backend of one name, for conditions and variables', () => {
    expect(found(`frontend x\nbackend x\n${server}backend y\n${server}`)).toEqual([]);
    const either = `.if defined(A)\n${server}.else\n${server}.endif\n`;
    expect(found(`backend b\n${either}`)).toEqual([]);
    expect(found(`.if defined(A)\nbackend b\n.else\nbackend b\n.endif\n`)).toEqual([]);
    expect(found('backend b\nserver "$A" 192.0.2.1:80\nserver "$A" 192.0.2.2:80\n')).toEqual([]);
    expect(found('resolvers r\npeers p\npeer a 192.0.2.1:1\npeer a 192.0.2.1:1\n')).toEqual([]);
  });
});

describe('HAP045', () => {
  const found = (haproxy: string) => findingsOf(defaultsRulesFit, { a: { haproxy } });
  const front = 'frontend f\nbind :80\n';
  const back = 'backend b\nserver s 192.0.2.1:80\n';

  test.each([
    ...['http-request deny', 'http-response deny', 'http-after-response set-header X 1'],
    ...['tcp-request connection accept', 'tcp-request session accept'],
    ...['tcp-request content accept', 'tcp-response content accept'],
  ])('%s in defaults without a name, of a listen, of defaults and of both kinds', (rule) => {
    expect(found(`defaults\nmode http\n${rule}\n`)).toMatchObject([
      { id: 'HAP045', severity: 'error', line: 3 },
    ]);
    const named = `defaults d\n${rule}\n`;
    expect(found(`${named}listen l\nbind :80\n`)).toMatchObject([{ line: 3 }]);
    expect(found(`${named}defaults e from d\n`)).toMatchObject([{ line: 3 }]);
    expect(found(`${named}${front}${back}`)).not.toEqual([]);
    expect(found(named)).toEqual([]);
  });

  test('rules of connections for a backend, of answers for a frontend', () => {
    const connection = 'defaults d\ntcp-request connection accept\n';
    expect(found(`${connection}${back}`)).toMatchObject([{ line: 3 }]);
    expect(found(`${connection}${front}`)).toEqual([]);
    const answer = 'defaults d\ntcp-response content accept\n';
    expect(found(`${answer}${front}`)).toMatchObject([{ line: 3 }]);
    expect(found(`${answer}${back}`)).toEqual([]);
  });

  test('a frontend and a backend, wherever they name them', () => {
    const text = `defaults d\nhttp-request deny\ndefaults\nfrontend f from d\nbackend b from d\n`;
    expect(found(text)).toMatchObject([
      {
        line: 5,
        message:
          'backend b takes defaults d (line 1) with http-request: a frontend takes them, too',
      },
    ]);
  });

  test('silent where one kind takes them, for what is no rule, and under .if', () => {
    const split = `defaults d\nhttp-request deny\n${front}defaults e\nhttp-response deny\n${back}`;
    expect(found(split)).toEqual([]);
    const plain = 'defaults d\nacl a src 192.0.2.1\ntcp-request inspect-delay 5s\nmode http\n';
    expect(found(`${plain}defaults e from d\n${front}${back}listen l\n`)).toEqual([]);
    expect(found(`.if defined(A)\ndefaults\nhttp-request deny\n.endif\n`)).toEqual([]);
  });
});
