import { expect, test } from 'vitest';
import { knownOf } from '../../../src/mysql/gtid.ts';
import { nativePassword } from '../../../src/mysql/native-password.ts';
import { Secret } from '../../../src/core/secret.ts';

test('of each domain the highest, logged or applied; of its own only what is logged', () => {
  const known = knownOf({ logged: '1-1-40,2-2-7,2-1-9', applied: '1-1-50,2-2-12,3-5-1', own: 1 });
  expect([...known]).toEqual([
    [1, 40],
    [2, 12],
    [3, 1],
  ]);
});

test('nothing written yet, and what is no GTID', () => {
  expect([...knownOf({ logged: '', applied: 'x,1-2,1-2-3-4', own: 1 })]).toEqual([]);
});

test('a password as the server keeps it', () => {
  const hash = nativePassword(new Secret('repl', 'password'));
  expect(hash.reveal()).toBe('*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19');
  expect(String(hash)).toBe('<secret repl (hash)>');
});
