import { describe, expect, test } from 'vitest';
import { openFilesSuffice } from '../../../src/lint/rules/haproxy/open-files-suffice.ts';
import { passwordsAreNotGuessed } from '../../../src/lint/rules/haproxy/passwords-are-not-guessed.ts';
import { reloadHandsOverListeners } from '../../../src/lint/rules/haproxy/reload-hands-over-listeners.ts';
import { statsAreNotPublic } from '../../../src/lint/rules/haproxy/stats-are-not-public.ts';
import { statsSocketIsUsable } from '../../../src/lint/rules/haproxy/stats-socket-is-usable.ts';
import type { Rule } from '../../../src/lint/rule.ts';
import { findingsOf, type Given } from './pair.ts';

const foundBy =
  (rule: Rule) =>
  (haproxy: string, given: Given = {}) =>
    findingsOf(rule, { a: { haproxy, ...given } });

describe('HAP012', () => {
  const found = foundBy(statsSocketIsUsable);

  test('no socket, or one that may only show', () => {
    expect(found('global\nmaxconn 1\n')).toMatchObject([
      { id: 'HAP012', severity: 'note', line: 1 },
    ]);
    expect(found('global\nstats socket /run/x\n')).toMatchObject([{ severity: 'note', line: 2 }]);
  });

  test('open to every account', () => {
    expect(found('global\nstats socket /run/x mode 666 level admin\n')).toMatchObject([
      { severity: 'warning', line: 2 },
    ]);
    expect(found('global\nstats socket /run/x mode 777\n')).toHaveLength(1);
  });

  test('silent for a good one', () => {
    expect(found('global\nstats socket /run/x mode 660 level admin\n')).toEqual([]);
    expect(
      found('global\nstats socket /run/x level admin\nstats socket /run/y mode 666 level user\n'),
    ).toEqual([]);
    expect(findingsOf(statsSocketIsUsable, { a: {} })).toEqual([]);
  });
});

test('HAP013: listeners are lost on reload', () => {
  const found = foundBy(reloadHandsOverListeners);
  const text = 'global\nstats socket /run/x level admin\n';
  const old = { versions: { haproxy: '2.4.22' } };
  expect(found(text, old)).toMatchObject([{ id: 'HAP013', severity: 'note', line: 2 }]);
  expect(found(text, { versions: { haproxy: '2.6.12' } })).toEqual([]);
  expect(found(text)).toEqual([]);
  expect(found(`${text}stats socket /run/y expose-fd listeners\n`, old)).toEqual([]);
});

test('HAP015: open files', () => {
  const found = foundBy(openFilesSuffice);
  expect(found('global\ndaemon\n')).toMatchObject([{ id: 'HAP015', severity: 'note', line: 1 }]);
  expect(found('global\nmaxconn 4000\nulimit-n 4096\n')).toMatchObject([
    { severity: 'warning', line: 3 },
  ]);
  expect(found('global\nmaxconn 4000\nulimit-n 65536\n')).toEqual([]);
  expect(found('global\nmaxconn 4000\n')).toEqual([]);
});

describe('HAP021', () => {
  const found = foundBy(passwordsAreNotGuessed);

  test('the user’s name, and what everybody tries, never shown', () => {
    expect(found('listen s\nstats auth ops:ops\n')).toMatchObject([
      { id: 'HAP021', severity: 'warning', line: 2 },
    ]);
    const [one] = found('listen s\nstats auth ops:Admin@123\n');
    expect(one?.message).not.toContain('Admin@123');
    expect(found('userlist u\nuser ops insecure-password 123456\n')).toHaveLength(1);
  });

  test('silent for others, for hashes and variables', () => {
    expect(found('listen s\nstats auth ops:K7x:admin\nstats auth "ops:${PASS}"\n')).toEqual([]);
    expect(found('userlist u\nuser admin password $5$x$admin\n')).toEqual([]);
  });
});

describe('HAP022', () => {
  const found = foundBy(statsAreNotPublic);
  const page = (...lines: string[]) =>
    `listen stats\nmode http\nbind *:8404\nstats enable\n${lines.join('\n')}\n`;

  test('a page without a password', () => {
    expect(found(page())).toMatchObject([{ id: 'HAP022', severity: 'warning', line: 3 }]);
  });

  test('administration for everybody, with a password and without', () => {
    expect(found(page('stats admin if TRUE'))).toMatchObject([{ severity: 'warning', line: 5 }]);
    expect(found(page('stats auth a:b', 'stats admin if TRUE'))).toMatchObject([
      { severity: 'warning', line: 6 },
    ]);
  });

  test('a password in clear text is a note', () => {
    expect(found(page('stats auth a:b'))).toMatchObject([{ severity: 'note', line: 3 }]);
  });

  test('a socket of TCP', () => {
    expect(found('global\nstats socket ipv4@0.0.0.0:9999 level admin\n')).toMatchObject([
      { severity: 'warning', line: 2 },
    ]);
    expect(found('global\nstats socket :9999\n')).toHaveLength(1);
  });

  test('silent on an own address, with TLS, with an ACL, and for paths', () => {
    expect(found(page().replace('*', '127.0.0.1'))).toEqual([]);
    expect(found(page('stats auth a:b').replace('8404', '8404 ssl crt /x'))).toEqual([]);
    expect(
      found(page('http-request deny unless { src 192.0.2.0/24 }').replace('8404', '8404 ssl')),
    ).toEqual([]);
    expect(found('global\nstats socket /run/x level admin\nstats socket 127.0.0.1:9999\n')).toEqual(
      [],
    );
    expect(found('frontend web\nbind *:80\n')).toEqual([]);
  });
});
