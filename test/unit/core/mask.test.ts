import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMask, maskKnownFormats } from '../../../src/core/mask.ts';
import { Secret } from '../../../src/core/secret.ts';

const mask = (text: string, ...values: string[]): string =>
  createMask(values.map((value, i) => new Secret(`s${i}`, value)))(text);

describe('createMask', () => {
  test('replaces a value anywhere, also inside words', () => {
    expect(mask('xhunter22y hunter22', 'hunter22')).toBe('x«s0»y «s0»');
  });
  test('a short value only as a whole word', () => {
    expect(mask('abc ab-c cab ab', 'ab')).toBe('abc «s0»-c cab «s0»');
  });
  test('the longest of two at one place', () => {
    expect(mask('correct-horse', 'correct', 'correct-horse')).toBe('«s1»');
  });
  test('leaves nothing at the edges of overlapping values', () => {
    expect(mask('-abcdef-', 'abcd', 'cdef')).toBe('-«s0»-');
    expect(mask('aaaaaaa', 'aaaa')).toBe('«s0»');
  });
  test.each([
    ['base64', Buffer.from('pässword!/x').toString('base64')],
    ['base64url', Buffer.from('pässword!/x').toString('base64url')],
    ['URL', encodeURIComponent('pässword!/x')],
  ])('%s form', (_, form) => {
    expect(mask(`a ${form} b`, 'pässword!/x')).toMatch(/^a «s0»=* b$/);
  });
  test('inside HTTP Basic credentials', () => {
    const header = Buffer.from('admin:hunter2hunter2').toString('base64');
    const masked = mask(`Authorization: Basic ${header}`, 'hunter2hunter2');
    expect(masked).toContain('«s0»');
    expect(masked).not.toContain(header.slice(12, 24));
  });
  test.each([
    [`it's $x`, `'it'\\''s $x'`, `'«s0»'`],
    [`say "x"`, `"say \\"x\\""`, `"«s0»"`],
    ['two words', 'two\\ words', '«s0»'],
  ])('quoted for a shell: %s', (value, text, expected) => {
    expect(mask(text, value)).toBe(expected);
  });
  test('each line of a key', () => {
    const key = '-----BEGIN X-----\nMIIEpAIBAAKCAQEA\n-----END X-----\n';
    expect(mask('log: MIIEpAIBAAKCAQEA', key)).toBe('log: «s0»');
  });
  test('a trailing newline of a secret file', () => {
    expect(mask('pass hunter22.', 'hunter22\n')).toBe('pass «s0».');
  });
  test('a label never shows what another secret is called by', () => {
    const masked = createMask([new Secret('db_password', 'password'), new Secret('x', 'secret')]);
    expect(masked('password secret')).toBe('«hidden» «x»');
  });
  test('no value of four characters or more is left', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.array(fc.oneof(fc.nat(3), fc.string({ maxLength: 6 })), { maxLength: 12 }),
        (values, parts) => {
          const text = parts
            .map((part) => (typeof part === 'number' ? (values[part % values.length] ?? '') : part))
            .join('');
          const shown = mask(text, ...values);
          return values.every((value) => value.length < 4 || !shown.includes(value));
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('known formats in what daemons say', () => {
  expect(maskKnownFormats('line 3: auth_pass 1111')).toBe('line 3: auth_pass «redacted»');
  expect(maskKnownFormats("CREATE USER a IDENTIFIED BY 'it''s'; x")).toBe(
    'CREATE USER a IDENTIFIED BY «redacted»; x',
  );
  expect(maskKnownFormats('sudo: a password is required')).toBe('sudo: a password is required');
  expect(maskKnownFormats('http://u:p4ss@host/')).toBe('http://u:«redacted»@host/');
});
