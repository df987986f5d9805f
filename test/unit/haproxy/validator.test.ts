import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { haproxyValidator } from '../../../src/haproxy/validator.ts';

/** Recorded by running Debian 12's haproxy 2.6.12: first line "exit N", then what it said. */
function capture(name: string) {
  const url = new URL(`../../captures/debian-12/haproxy-${name}.txt`, import.meta.url);
  const [first = '', ...rest] = readFileSync(url, 'utf8').split('\n');
  return { code: Number(first.slice('exit '.length)), output: rest.join('\n') };
}

test.each(['good', 'warnings'])('%s: accepted', (name) => {
  expect(haproxyValidator.judge(capture(name))).toBeNull();
});

test.each([
  [
    'unknown-algorithm',
    34,
    /^the configuration has errors\nparsing \[.*\] : balance only supports/,
  ],
  [
    'missing-backend',
    null,
    /^the configuration has errors\nProxy 'http_front': unable to find required default_backend/,
  ],
  ['no-final-newline', 37, /Missing LF on last line/],
  ['two-errors', 36, /unknown keyword 'servr'/],
  ['unterminated', 4, /unmatched quote at position 14/],
  ['missing', null, /Cannot open configuration file/],
  ['empty', null, /^the file is correct but has no listener: haproxy would not start with it$/],
])('%s: refused', (name, line, message) => {
  const verdict = haproxyValidator.judge(capture(name));
  expect(verdict?.line).toBe(line);
  expect(verdict?.message).toMatch(message);
  expect(verdict?.message).not.toMatch(/NOTICE|ALERT|Fatal errors/);
});

test('not installed, killed', () => {
  expect(
    haproxyValidator.judge({ code: 127, output: 'sh: 1: haproxy: not found' })?.message,
  ).toMatch(/^haproxy is not installed on this node/);
  expect(haproxyValidator.judge({ code: 137, output: '' })?.message).toBe(
    'haproxy -c was killed by signal 9',
  );
});

test("the daemon's words cannot act on a terminal", () => {
  const verdict = haproxyValidator.judge({
    code: 1,
    output: '[ALERT] (1) : config : \x1b[2Jbad\x07\n',
  });
  expect(verdict?.message).toBe('the configuration has errors\nbad');
});
