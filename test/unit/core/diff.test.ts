import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FileChange } from '../../../src/core/change.ts';
import { fileDiff } from '../../../src/core/diff.ts';
import { Secret } from '../../../src/core/secret.ts';

const state = (content: string | Buffer, mode = '0644') => ({
  content: Buffer.from(content as string),
  mode,
  owner: 'root',
  group: 'root',
});

function diff(
  before: string | Buffer | null,
  after: string | Buffer | null,
  secrets: Secret[] = [],
) {
  const change: FileChange = {
    op: 'file',
    path: '/etc/x.conf',
    before: before === null ? null : state(before),
    after: after === null ? null : state(after),
    beforeSha256: null,
    secrets,
  };
  return fileDiff(change);
}

const pass = new Secret('vip_pass', 'n3wPassw');

describe('fileDiff', () => {
  test('unified, three lines of context', () => {
    expect(diff('1\n2\n3\n4\n5\n6\n', '1\n2\n3\n4\nfive\n6\n')).toBe(
      '--- /etc/x.conf\n+++ /etc/x.conf\n@@ -2,5 +2,5 @@\n 2\n 3\n 4\n-5\n+five\n 6',
    );
  });
  test('a new file and a removed one', () => {
    expect(diff(null, 'a\nb\n')).toBe(
      'new file mode 0644 owner root:root\n--- /dev/null\n+++ /etc/x.conf\n@@ -0,0 +1,2 @@\n+a\n+b',
    );
    expect(diff('a\n', null)).toBe(
      'deleted file mode 0644 owner root:root\n--- /etc/x.conf\n+++ /dev/null\n@@ -1 +0,0 @@\n-a',
    );
  });
  test('mode and owner', () => {
    const change: FileChange = {
      op: 'file',
      path: '/x',
      before: { ...state('a', '0600'), group: 'haproxy' },
      after: state('a'),
      beforeSha256: null,
      secrets: [],
    };
    expect(fileDiff(change)).toBe('mode 0600 → 0644\nowner root:haproxy → root:root');
  });
  test('missing final newline', () => {
    expect(diff('a', 'a\n')).toBe(
      '--- /etc/x.conf\n+++ /etc/x.conf\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a',
    );
  });
  test('nothing differs', () => {
    expect(diff('a', 'a')).toBe('');
  });
  test('binary and large contents are named, not shown', () => {
    expect(diff('a', Buffer.from([1, 0, 2]))).toBe(
      'binary contents differ (now 1 bytes, then 3 bytes)',
    );
    expect(diff('a', 'x'.repeat(2 ** 20 + 1))).toMatch(/^contents not shown: larger than 1 MiB/);
    expect(diff(Buffer.from([0xff]), Buffer.from([0xfe]))).toBe(
      'contents differ in bytes that are not UTF-8',
    );
  });
  test('control characters are symbols', () => {
    expect(diff(null, 'a\x1b[2J\r\n')).toContain('+a␛[2J␍');
  });
  test('a masked line, and the old value at the same place', () => {
    const after = 'instance {\n  auth_key "n3wPassw" # ours\n}\n';
    const before = 'instance {\n\tauth_key   "oldOne" # ours\n}\n# was oldOne\n';
    const shown = diff(before, after, [pass]);
    expect(shown).toContain('+  auth_key "«vip_pass»" # ours');
    expect(shown).toContain('-\tauth_key   "«old value»" # ours');
    expect(shown).toContain('-# was «old value»');
  });
  test('a line that is nothing but secret hides every removed line', () => {
    expect(diff('old\n', 'n3wPassw\n', [pass])).toContain('-«old value»\n+«vip_pass»');
  });
  test('a secret of several lines', () => {
    const key = new Secret('key', 'first-line\nsecond-line\n');
    const shown = diff('x\n', 'x\nfirst-line\nsecond-line\ny\n', [key]);
    expect(shown).toContain(' x\n+«key»\n+«key»\n+y');
  });
  test.each([
    ['auth_pass 1111', 'auth_pass «redacted»'],
    ['stats auth admin:pw', 'stats auth admin:«redacted»'],
    ['  password: pw # x', '  password: «redacted»'],
    ['MYSQL_PASSWORD=pw', 'MYSQL_PASSWORD=«redacted»'],
    ['user a insecure-password pw groups g', 'user a insecure-password «redacted» groups g'],
    ["IDENTIFIED WITH x BY 'pw';", 'IDENTIFIED WITH x BY «redacted»;'],
  ])('known format on both sides: %s', (line, shown) => {
    expect(diff(`${line}\n`, null)).toContain(`-${shown}`);
    expect(diff(null, `${line}\n`)).toContain(`+${shown}`);
  });
  test('private key blocks on both sides', () => {
    const key = (body: string) =>
      `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----\n`;
    const shown = diff(key('b2xk\nb2xk'), key('bmV3'));
    expect(shown).not.toMatch(/b2xk|bmV3/);
    expect(shown).toContain('-«redacted»\n-«redacted»\n+«redacted»');
  });
  test('files that share nothing end in time', () => {
    const lines = (seed: string) =>
      Array.from({ length: 60_000 }, (_, i) => `${seed}${i}`).join('\n');
    const started = Date.now();
    expect(diff(lines('a'), lines('b'))).toContain('too much');
    expect(Date.now() - started).toBeLessThan(5000);
  });
});

test('no secret of four characters or more is ever shown', () => {
  const value = fc.oneof(
    fc.string({ minLength: 4, maxLength: 16, unit: 'binary' }),
    fc.string({ minLength: 4, maxLength: 16 }),
    fc.constantFrom(
      'mode',
      'root',
      '+abc',
      '-- /',
      '«s0»',
      'a\nb\nc',
      '␛[0m',
      'old value',
      'redacted',
    ),
  );
  const part = fc.oneof(
    fc.nat(2),
    fc.constantFrom('\n', 'auth_pass ', ' ', 'x', '\x1b', 'abc', '␛', '[0m'),
  );
  const content = fc.array(part, { maxLength: 15 });
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 3 }),
      content,
      content,
      (values, a, b) => {
        const secrets = values.map((text, i) => new Secret(`s${i}`, text));
        const fill = (parts: (number | string)[]): string =>
          parts
            .map((part) => (typeof part === 'number' ? (values[part % values.length] ?? '') : part))
            .join('');
        const shown = diff(fill(a), fill(b), secrets);
        return values.every((text) => !shown.includes(text));
      },
    ),
    { numRuns: 250 },
  );
});
