import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failed } from '../../../src/core/failure.ts';
import { render } from '../../../src/playbook/template.ts';
import { hostile } from '../playbook/hostile.ts';
import { nginxLines } from './words.ts';

function written(text: string, v: string): string | null {
  try {
    return render({ text, file: 't.liquid', format: 'nginx', partials: [] }, { v }).text;
  } catch (error) {
    if (error instanceof Failed && error.failure.reason === 'bad-input') return null;
    throw error;
  }
}

test('a value stays one word', () => {
  const text = 'one {{ v }};\ntwo { three {{ v }} x; } # {{ v }}\nfour a={{ v }};\n';
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string()), (v) => {
      const whole = written(text.split('\n').slice(0, 2).join('\n'), v);
      if (whole !== null) {
        expect(nginxLines(whole)).toEqual([['one', v], ['two'], ['{'], ['three', v, 'x'], ['}']]);
      }
      const glued = written('four a={{ v }};\n', v);
      if (glued !== null) expect(nginxLines(glued)).toEqual([['four', `a=${v}`]]);
    }),
    { numRuns: 400 },
  );
});

test('quoted where it must be', () => {
  expect(written('a {{ v }};', 'x y')).toBe('a "x y";');
  expect(written('a {{ v }};', 'x"\\n')).toBe('a "x\\"\\\\n";');
  expect(written('a {{ v }};', '/srv/www')).toBe('a /srv/www;');
});

test.each([
  ['a variable, which nothing escapes', 'a {{ v }};', '$host'],
  ['a line break', 'a {{ v }};', 'x\ny'],
  ['nothing', 'a {{ v }};', ''],
  ['quotes in the middle of a word', 'a x{{ v }};', 'b c'],
  ['after a # that is no comment', 'a x#{{ v }};', 'b; c'],
  ['after braces that are no block', 'a ${x}{{ v }};', 'b; c'],
  ['inside quotes, also over a line end', 'a "x\n{{ v }}";', 'y'],
  ['as the name of a variable', 'a ${{ v }};', 'host'],
  ['after a backslash', 'a \\{{ v }};', 'y'],
])('refused: %s', (_, text, v) => {
  expect(written(text, v)).toBeNull();
});
