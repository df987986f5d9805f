import { describe, expect, test } from 'vitest';
import { haproxyCanBeRead } from '../../../src/lint/rules/haproxy/haproxy-can-be-read.ts';
import { haproxyIsTheSameOnPair } from '../../../src/lint/rules/haproxy/haproxy-is-the-same-on-pair.ts';
import { referencedFilesExist } from '../../../src/lint/rules/haproxy/referenced-files-exist.ts';
import { findingsOf, instance, type Given } from './pair.ts';

describe('HAP020', () => {
  const found = (one: string, other: string, a: Given = {}, b: Given = {}) =>
    findingsOf(haproxyIsTheSameOnPair, {
      lb01: { haproxy: one, ...a },
      lb02: { haproxy: other, ...b },
    });
  const text = 'backend app\nserver s 192.0.2.1:80 check\nserver t 192.0.2.2:80 check\n';

  test('another server', () => {
    expect(found(text, text.replace('192.0.2.2', '192.0.2.3'))).toMatchObject([
      {
        id: 'HAP020',
        severity: 'warning',
        node: 'lb02',
        file: 'lb02/etc/haproxy/haproxy.cfg',
        line: 3,
      },
    ]);
  });

  test('a line that one does not have', () => {
    const less = text.split('\n').slice(0, 2).join('\n') + '\n';
    expect(found(text, less)).toMatchObject([{ node: 'lb01', line: 3 }]);
    expect(found(less, text)).toMatchObject([{ node: 'lb02', line: 3 }]);
  });

  test('a password is not part of the message', () => {
    const stats = (password: string) => `listen s\nstats auth anna:${password}\n`;
    const [{ message } = { message: '' }] = found(stats('winter12'), stats('summer12'));
    expect(message).toContain('lb02 has "stats auth anna:«redacted»" (line 2)');
    expect(message).not.toMatch(/winter|summer/);
  });

  test('a VIP is the same on both', () => {
    const keepalived = instance('virtual_ipaddress {\n192.0.2.10\n}');
    const bind = (address: string) => `frontend web\nbind ${address}:80\n`;
    expect(found(bind('192.0.2.10'), bind('192.0.2.11'), { keepalived })).toHaveLength(1);
    expect(found(bind('198.51.100.1'), bind('198.51.100.2'), { keepalived })).toEqual([]);
  });

  test('silent for a list of both nodes, which names each of them on each', () => {
    const peers = 'peers p\nserver lb01 192.0.2.5:1024\nserver lb02 192.0.2.6:1024\n';
    const known = (address: string): Given => ({ addresses: [address] });
    const less = text.replace('192.0.2.2', '192.0.2.3');
    const on = (other: string) =>
      found(`${peers}${text}`, `${peers}${other}`, known('192.0.2.5'), known('192.0.2.6'));
    expect(on(`# here\n${text}`)).toEqual([]);
    expect(on(less)).toMatchObject([{ line: 6 }]);
  });

  test('files beside it', () => {
    const map = (of: string) => ({ files: { '/etc/haproxy/hosts.map': of } });
    expect(found(text, text, map('a'), map('b'))).toMatchObject([
      { file: 'lb02/etc/haproxy/hosts.map' },
    ]);
    const absent = { absent: ['/etc/haproxy/hosts.map'] };
    expect(found(text, text, map('a'), absent)).toMatchObject([{ node: 'lb01' }]);
    expect(found(text, text, map('a'), map('a'))).toEqual([]);
    expect(found(text, text, map('a'))).toEqual([]);
  });

  test('silent for comments, blanks, quotes, and what is the node’s own', () => {
    expect(found(text, `# here\n${text.replace('check', ' "check" # x')}\n`)).toEqual([]);
    const own = (name: string, address: string) =>
      `global\nnode ${name}\nlog 192.0.2.9 local0\nfrontend web\nbind ${address}:80\nhttp-response set-header X-Node ${name}\nuse_backend b if { dst ${address} }\n`;
    expect(
      found(
        own('lb01', '192.0.2.5'),
        own('lb02', '192.0.2.6'),
        { addresses: ['192.0.2.5'] },
        { addresses: ['192.0.2.6'] },
      ),
    ).toEqual([]);
    expect(findingsOf(haproxyIsTheSameOnPair, { a: { haproxy: text }, b: {} })).toEqual([]);
  });
});

describe('HAP030', () => {
  const found = (line: string, given: Given = {}) =>
    findingsOf(referencedFilesExist, { a: { haproxy: `${line}\n`, ...given } });

  test('files that are certainly not there', () => {
    const bind = 'frontend web\nbind :443 ssl crt /etc/x.pem ca-file /etc/ca.pem';
    expect(found(bind, { absent: ['/etc/x.pem'] })).toMatchObject([
      { id: 'HAP030', severity: 'error', line: 2, column: 19 },
    ]);
    const lines: [string, string][] = [
      ['defaults\nerrorfile 503 /etc/503.http', '/etc/503.http'],
      ['frontend web\nuse_backend %[req.hdr(host),map(/etc/hosts.map,app)]', '/etc/hosts.map'],
      ['frontend web\nhttp-request deny if { src -f /etc/bad.lst }', '/etc/bad.lst'],
      ['global\nlua-load /etc/x.lua', '/etc/x.lua'],
      ['global\ncrt-base /etc/certs\nfrontend web\nbind :443 ssl crt x.pem', '/etc/certs/x.pem'],
    ];
    for (const [line, absent] of lines) expect(found(line, { absent: [absent] })).toHaveLength(1);
  });

  test('silent for what is there, what nobody knows, directories with files, and /run', () => {
    const bind = 'frontend web\nbind :443 ssl crt /etc/certs/';
    expect(found(bind)).toEqual([]);
    const files = { '/etc/certs/x.pem': '' };
    expect(found(bind, { absent: ['/etc/certs/'], files })).toEqual([]);
    expect(found('frontend web\nbind :443 ssl crt "${CERT}" ca-file @system-ca')).toEqual([]);
    const base = 'global\nca-base /etc\nfrontend web\nbind :443 ssl ca-file @system-ca';
    expect(found(base, { absent: ['/etc/@system-ca'] })).toEqual([]);
    expect(found('global\nstats socket /run/haproxy/x', { absent: ['/run/haproxy'] })).toEqual([]);
    expect(found('frontend web\nbind :443 ssl crt x.pem', { absent: ['/x.pem', 'x.pem'] })).toEqual(
      [],
    );
  });
});

describe('HAP041', () => {
  const found = (haproxy: string, version?: string) =>
    findingsOf(haproxyCanBeRead, {
      a: { haproxy, ...(version !== undefined && { versions: { haproxy: version } }) },
    });

  test('what haproxy refuses', () => {
    expect(found('global\nlog "x\n')).toMatchObject([{ id: 'HAP041', severity: 'error', line: 2 }]);
    expect(found('daemon\nglobal\n')).toMatchObject([{ line: 1 }]);
    expect(found('global\n.if defined(X)\n')).toMatchObject([{ line: 2 }]);
    expect(found('global\ndaemon')).toMatchObject([{ severity: 'error', line: 2 }]);
  });

  test('silent for a good one; before 2.3 the last line end is only noted', () => {
    expect(found('global\ndaemon\n')).toEqual([]);
    expect(found('global\ndaemon', '2.2.9')).toMatchObject([{ severity: 'note' }]);
    expect(found('global\ndaemon', '2.3.0')).toMatchObject([{ severity: 'error' }]);
  });
});
