import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isTooDeep } from '../../../src/inventory/yaml-depth.ts';
import { refusals } from './temp-project.ts';

const times = (text: string) => text.repeat(30_000);

test.each([
  times('['),
  times('{a: '),
  times('- '),
  times('-\t'),
  times('? '),
  times('a: '),
  times('- &a '),
  times('[ } '),
  times('] '),
  `[${times('? ')}`,
  times('[ # ]\n'),
  Array.from({ length: 500 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'),
])('%.20j and so on is too much', (text) => {
  expect(isTooDeep(text)).toBe(true);
});

test.each([
  readFileSync(join(process.cwd(), 'inventory/prod-bj.yaml'), 'utf8'),
  `[${times('{ a: "b", c: [1] }, ')}]`,
  `a:\n${times('  - "x" # [[[\n')}`,
  `a:\n${times('-\n')}`,
  `a: |\n  ${times('[{ - ')}\n${' '.repeat(400)}x\n`,
  `${'['.repeat(60)}${']'.repeat(60)}`,
  `a: 1${' '.repeat(400)}# far away\n`,
])('%.20j is not', (text) => {
  expect(isTooDeep(text)).toBe(false);
});

test('an inventory like that is refused before it is parsed', async () => {
  expect(await refusals(times('['))).toEqual(['pair.yaml:1:1 nested too deeply, or no YAML at all']);
});
