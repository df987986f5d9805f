import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { confirm } from '../../../src/ui/confirm.ts';

function streams(isTTY: boolean) {
  const stdin = Object.assign(new PassThrough(), { isTTY, setRawMode: () => undefined });
  const stdout = Object.assign(new PassThrough(), { isTTY });
  return { stdin, stdout };
}

test.each([
  ['y\n', 'yes'],
  ['YES\n', 'yes'],
  ['\n', 'no'],
  ['yesterday\n', 'no'],
  ['n\n', 'no'],
  ['\x03', 'no'],
  ['\x04', 'no'],
])('%j is %s', async (typed, expected) => {
  const { stdin, stdout } = streams(true);
  const answer = confirm('Apply?', { stdin, stdout });
  setTimeout(() => stdin.write(typed), 20);
  expect(await answer).toBe(expected);
  expect(String(stdout.read())).toContain('Apply? [y/N] ');
});

test('end of input is no', async () => {
  const { stdin, stdout } = streams(true);
  const answer = confirm('Apply?', { stdin, stdout });
  setTimeout(() => stdin.end(), 20);
  expect(await answer).toBe('no');
});

test('without a terminal nobody is asked', async () => {
  expect(await confirm('Apply?', streams(false))).toBe('no-tty');
});
