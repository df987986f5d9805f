import { expect, test } from 'vitest';
import { Names } from '../../../src/import/names.ts';

test('each name once, also where a group is called as a host is', () => {
  const names = new Names();
  expect(names.of('lb', 'host')).toBe('lb');
  expect(names.of('lb', 'group')).toBe('lb-2');
  expect(names.of('__proto__', 'group')).toBe('group-__proto__');
  expect(names.of('x'.repeat(80), 'host')).toHaveLength(63);
  expect(names.of('x'.repeat(90), 'host')).toHaveLength(60);
  expect(names.renamed[0]).toBe('`lb` is called `lb-2` here');
});
