import { describe, expect, it } from 'vitest';
import { fingerprint, judgeHostKey, knownKeyTypes } from '../../../src/ssh/host-key.ts';
import { matchesHost, parseKnownHosts } from '../../../src/ssh/known-hosts.ts';

const ed25519 = 'AAAAC3NzaC1lZDI1NTE5AAAAIPijWf2MuHN7ITgFUtXWtp0b9mIB3iY1d7p1LvKJqPWn';
const other = 'AAAAC3NzaC1lZDI1NTE5AAAAIAzhobv4v5HEEZ0WJv5tVtcvcmIB3iY1d7p1LvKJqPWn';
const rsa = `AAAAB3NzaC1yc2E${Buffer.alloc(30, 7).toString('base64')}`;
const key = Buffer.from(ed25519, 'base64');

function host(hostname: string, port = 22, alias: string | null = null) {
  return { hostname, port, alias };
}

function judge(text: string, about = host('lb01')) {
  return judgeHostKey(parseKnownHosts(text, 'known_hosts'), about, key);
}

describe('patterns', () => {
  it.each([
    ['lb01', 'lb01', true],
    ['LB01', 'lb01', true],
    ['lb01,192.0.2.11', '192.0.2.11', true],
    ['lb0?', 'lb01', true],
    ['lb0?', 'lb0', false],
    ['*.example.org', 'lb01.example.org', true],
    ['*.example.org', 'example.org', false],
    ['*,!lb01', 'lb01', false],
    ['!lb01,*', 'lb01', false],
    ['!lb02', 'lb01', false],
    ['*', '[lb01]:2222', true],
    ['[lb01]:2222', '[lb01]:2222', true],
    ['[lb01]:2222', 'lb01', false],
    ['a*a*a*a*a*a*a*a*b', 'a'.repeat(60), false],
  ])('%s against %s: %s', (hosts, name, matches) => {
    expect(matchesHost(hosts, name)).toBe(matches);
  });

  it('reads hashed names', () => {
    // `ssh-keygen -H` made this of lb01.example.org.
    const hashed = '|1|HTnIdiksSqV1PbvLZ5Dkj4Oz70U=|7/pagx+NxLEGFYigxQsiDkMlf68=';
    expect(matchesHost(hashed, 'lb01.example.org')).toBe(true);
    expect(matchesHost(hashed, 'lb02.example.org')).toBe(false);
    expect(matchesHost('|2|x|y', 'x')).toBe(false);
  });
});

describe('a file', () => {
  it('may hold comments, blank lines, CRLF and damage', () => {
    const text = `# comment\r\n\r\nlb01 ssh-ed25519 ${ed25519} note\r\nlb01 ssh-ed25519 !!!\nlb01\n@strange lb01 ssh-ed25519 ${ed25519}\nlb01 1024 35 99\n`;
    const entries = parseKnownHosts(text, 'kh');
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      place: { file: 'kh', line: 3, column: 1 },
      marker: null,
      hosts: 'lb01',
      type: 'ssh-ed25519',
    });
  });
});

describe('a key', () => {
  it.each([
    ['known', `lb01 ssh-ed25519 ${ed25519}`],
    ['known', `lb01 ssh-ed25519 ${other}\nlb01 ssh-ed25519 ${ed25519}`],
    ['unknown', ''],
    ['unknown', `lb02 ssh-ed25519 ${ed25519}`],
    ['changed', `lb01 ssh-ed25519 ${other}`],
    ['changed', `lb01 ssh-rsa ${rsa}`],
    ['revoked', `lb01 ssh-ed25519 ${ed25519}\n@revoked * ssh-ed25519 ${ed25519}`],
    ['known', `lb01 ssh-ed25519 ${ed25519}\n@revoked * ssh-ed25519 ${other}`],
    ['unknown', `@revoked * ssh-ed25519 ${other}`],
  ])('is %s', (verdict, text) => {
    expect(judge(text).verdict).toBe(verdict);
  });

  it('blames the entry of its own type', () => {
    expect(judge(`lb01 ssh-rsa ${rsa}\nlb01 ssh-ed25519 ${other}`)).toMatchObject({
      verdict: 'changed',
      place: { file: 'known_hosts', line: 2 },
    });
  });

  it('on another port goes by [host]:port, and may be known by the plain name', () => {
    const about = host('LB01', 2222);
    expect(judge(`[lb01]:2222 ssh-ed25519 ${ed25519}`, about).verdict).toBe('known');
    expect(judge(`lb01 ssh-ed25519 ${ed25519}`, about).verdict).toBe('known');
    // As ssh: another key under the plain name is another server's.
    expect(judge(`lb01 ssh-ed25519 ${other}`, about).verdict).toBe('unknown');
    expect(judge(`[lb01]:2222 ssh-ed25519 ${other}`, about).verdict).toBe('changed');
  });

  it('goes by the alias where there is one', () => {
    const about = host('192.0.2.11', 2222, 'LB01');
    expect(judge(`lb01 ssh-ed25519 ${ed25519}`, about).verdict).toBe('known');
    expect(judge(`[192.0.2.11]:2222 ssh-ed25519 ${other}`, about).verdict).toBe('unknown');
  });

  it('tells of a certificate authority', () => {
    expect(judge(`@cert-authority * ssh-ed25519 ${other}`)).toMatchObject({
      verdict: 'unknown',
      certified: { line: 1 },
    });
  });

  it('has the fingerprint that ssh-keygen prints', () => {
    expect(fingerprint(key)).toMatch(/^SHA256:[\w+/]{43}$/);
  });
});

it('lists the types a host is known by', () => {
  const text = `lb01 ssh-rsa ${rsa}\n@cert-authority * ssh-ed25519 ${other}\nlb02 ssh-ed25519 ${other}`;
  expect(knownKeyTypes(parseKnownHosts(text, 'kh'), host('lb01'))).toEqual(['ssh-rsa']);
});
