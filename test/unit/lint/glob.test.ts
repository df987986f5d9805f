import { expect, test } from 'vitest';
import { globOf, matchesGlob } from '../../../src/lint/glob.ts';

test.each<[string, string, boolean]>([
  ['/etc/a.conf', '/etc/a.conf', true],
  ['/etc/a.conf', '/etc/*.conf', true],
  ['/etc/.conf', '/etc/*.conf', true],
  ['/etc/a.conf', '/etc/*', true],
  ['/etc/d/a.conf', '/etc/*', false],
  ['/etc/d/a.conf', '/etc/*/*.conf', true],
  ['/etc/a.conf', '/etc/a.con', false],
  ['/etc/a.conf', '/etc/a.conf?', false],
  ['/etc/a.conf', '/etc/?.conf', true],
  ['/etc/ab', '/etc?ab', false],
  ['/etc/abcbc', '/etc/a*bc', true],
  ['/etc/abcbd', '/etc/a*bc', false],
  ['/etc/aXbYc', '/etc/*a*b*c*', true],
  ['/etc/x1', '/etc/x[0-9]', true],
  ['/etc/xa', '/etc/x[!0-9]', true],
  ['/etc/x5', '/etc/x[^0-9]', false],
  ['/etc/x]', '/etc/x[]]', true],
  ['/etc/*', '/etc/\\*', true],
  ['/etc/a', '/etc/\\*', false],
  ['/etc/\u{1F600}', '/etc/?', true],
  ['/etc/', '/etc/*', true],
  ['/etc', '/etc/*', false],
])('%s %s', (path, pattern, expected) => {
  expect(matchesGlob(path, pattern)).toBe(expected);
});

test('as many stars as a path may be long', () => {
  const isMeant = globOf(`/${'*a'.repeat(2000)}`);
  const start = process.cpuUsage();
  for (let at = 0; at < 200; at += 1) isMeant(`/${'a'.repeat(4000)}b`);
  expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
});
