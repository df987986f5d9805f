import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pythonLiteral } from '../../../src/import/python-literal.ts';

test.each<[string, unknown]>([
  ['2222', 2222],
  ['-1', -1],
  ['1_000', 1000],
  ['0x1f', 31],
  ['0o17', 15],
  ['0', 0],
  ['1.5', 1.5],
  ['.5', 0.5],
  ['1e3', 1000],
  ['True', true],
  ['False', false],
  ['None', null],
  ["'a b'", 'a b'],
  ['"a\\"b\\n"', 'a"b\n'],
  ["'\\x41\\u00e9\\d'", 'Aé\\d'],
  ["['a', 1, ]", ['a', 1]],
  ['(1,)', [1]],
  ['(1)', 1],
  ['()', []],
  ["{'a': {'b': [None]}}", { a: { b: [null] } }],
  ['1 # one', 1],
])('%s is a literal', (text, value) => {
  expect(pythonLiteral(text)).toMatchObject({ value });
});

test.each([
  'true',
  'yes',
  'lb01',
  '010',
  '1.2.3',
  '192.0.2.1',
  "'open",
  '[1 2]',
  '[,]',
  '[1,,2]',
  '{1}',
  "{'a'}",
  '{[]: 1}',
  "'a' b",
  '12345678901234567890',
  '1__0',
  '',
  '-',
  '__import__("os")',
  '['.repeat(100_000),
])('%.40s is a text', (text) => {
  expect(pythonLiteral(text)).toBeNull();
});

test('no text makes it crash', () => {
  const syntax = fc.string({
    unit: fc.constantFrom(...'[](){},:\'"\\#0123456789.eExb_-+ TrueNone\t\u0000'),
  });
  fc.assert(fc.property(syntax, (text) => void pythonLiteral(text)));
});
