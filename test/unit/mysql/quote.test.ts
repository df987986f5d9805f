import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failed } from '../../../src/core/failure.ts';
import { optionWord, sqlWord } from '../../../src/mysql/quote.ts';
import type { FormatName } from '../../../src/playbook/format.ts';
import { render } from '../../../src/playbook/template.ts';
import { project } from '../inventory/temp-project.ts';
import { hostile } from '../playbook/hostile.ts';

/** A string of SQL as MariaDB reads it, and what comes after it. */
function readSql(text: string): { value: string; rest: string } {
  if (!text.startsWith("'"))
    return { value: /^\d*/.exec(text)?.[0] ?? '', rest: text.replace(/^\d*/, '') };
  let value = '';
  for (let i = 1; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\\') value += text.charAt((i += 1));
    else if (char !== "'") value += char;
    else if (text.charAt(i + 1) === "'") value += text.charAt((i += 1));
    else return { value, rest: text.slice(i + 1) };
  }
  return { value: 'not closed', rest: '' };
}

describe('a value stays one value', () => {
  test('in SQL', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const word = sqlWord(value);
        if ('refused' in word) return;
        expect(readSql(`${word.text}; DROP`)).toEqual({ value, rest: '; DROP' });
      }),
      { numRuns: 1000 },
    );
  });

  const noReader = spawnSync('my_print_defaults', ['--version']).status !== 0;
  test.skipIf(noReader)("in an option file, read by MariaDB's own reader", () => {
    const values = fc.sample(hostile, 300).filter((value) => !('refused' in optionWord(value)));
    const lines = values.map((value, index) => {
      const word = optionWord(value);
      return `v${index} = ${'text' in word ? word.text : ''} # comment`;
    });
    const file = join(project({}), 'my.cnf');
    writeFileSync(file, `[client]\n${lines.join('\n')}\n`);
    const { stdout } = spawnSync('my_print_defaults', [`--defaults-file=${file}`, 'client'], {
      encoding: 'utf8',
    });
    expect(values.length).toBeGreaterThan(50);
    expect(stdout.split('\n').slice(0, -1)).toEqual(
      values.map((value, index) => `--v${index}=${value}`),
    );
  });
});

test('what cannot be carried is refused', () => {
  for (const value of ['a\nb', 'a\0b', 'a\rb', '\x1b[2J', 'a\u2028b']) {
    expect(sqlWord(value)).toHaveProperty('refused');
    expect(optionWord(value)).toHaveProperty('refused');
  }
  expect(optionWord('')).toHaveProperty('refused');
  expect(sqlWord('')).toEqual({ text: "''", bare: false });
});

function refusal(format: FormatName, text: string, v = 'a b'): string {
  try {
    return render({ text, file: 't', format, partials: [] }, { v }).text;
  } catch (error) {
    if (error instanceof Failed && error.failure.reason === 'bad-input') {
      return error.failure.problems[0]?.message ?? '';
    }
    throw error;
  }
}

test.each<[FormatName, string, string]>([
  ['sql', "SELECT '{{ v }}'", "a value cannot stand inside quotes (')"],
  ['sql', 'SELECT "{{ v }}"', 'a value cannot stand inside quotes (")'],
  ['sql', 'SELECT `{{ v }}`', 'a value cannot stand inside quotes (`)'],
  ['sql', '/*! SET x = {{ v }} */', 'a value cannot stand inside a comment of several lines'],
  ['sql', "SELECT 'it''s \\' /* ' {{ v }}", "SELECT 'it''s \\' /* ' 'a b'"],
  ['sql', "-- it's\nSELECT {{ v }}", "-- it's\nSELECT 'a b'"],
  [
    'sql',
    'SELECT _utf8{{ v }}',
    '"a b" needs quotes, which a sql file allows around whole words only',
  ],
  ['sql', 'GRANT x TO {{ v }}@{{ v }};', "GRANT x TO 'a b'@'a b';"],
  ['mysql-options', 'a = "{{ v }}"', 'a value cannot stand inside quotes (")'],
  ['mysql-options', 'a = {{ v }} # {{ v }}', 'a = "a b" # a b'],
  [
    'mysql-options',
    'a ={{ v }}',
    '"a b" needs quotes, which a mysql-options file allows around whole words only',
  ],
])('%s: %s', (format, text, expected) => {
  expect(refusal(format, text)).toContain(expected);
});
