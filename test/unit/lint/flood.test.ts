import { expect, test } from 'vitest';
import type { Finding } from '../../../src/lint/finding.ts';
import { withoutFlood } from '../../../src/lint/flood.ts';

const findings = (count: number, id: string, file: string): Finding[] =>
  Array.from({ length: count }, (_, at) => ({
    id,
    severity: 'error',
    node: 'lb01',
    file,
    line: at + 1,
    column: 1,
    message: 'wrong',
    fix: 'right',
  }));

test('as many as somebody reads are told as they are', () => {
  const some = findings(200, 'VRRP001', 'a');
  expect(withoutFlood(some)).toEqual(some);
});

test('of more the last one says how many', () => {
  const told = withoutFlood(findings(1000, 'VRRP001', 'a'));
  expect(told).toHaveLength(200);
  expect(told.at(-1)).toMatchObject({ line: 200, message: 'wrong; 800 more of VRRP001 after it' });
  expect(told.at(-2)?.message).toBe('wrong');
});

test('each rule and each file by itself', () => {
  const told = withoutFlood([
    ...findings(300, 'VRRP001', 'a'),
    ...findings(3, 'VRRP001', 'b'),
    ...findings(201, 'VRRP002', 'a'),
  ]);
  expect(told).toHaveLength(403);
});
