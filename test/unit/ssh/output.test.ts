import { expect, it } from 'vitest';
import { lineSplitter, Output } from '../../../src/ssh/output.ts';

it('decodes joined bytes, not packets', () => {
  const output = new Output();
  for (const byte of Buffer.from('北京')) output.add(Buffer.of(byte));
  expect(output.text()).toBe('北京');
});

it.each([1, 2, 3, 7, 100])('splits lines out of packets of %i bytes', (size) => {
  const lines: string[] = [];
  const split = lineSplitter((line) => lines.push(line));
  const bytes = Buffer.from('één\n\ntwo 北京\nopen');
  for (let at = 0; at < bytes.length; at += size) split(bytes.subarray(at, at + size));
  expect(lines).toEqual(['één', '', 'two 北京']);
});
