import { expect, test } from 'vitest';
import { hostNames } from '../../../src/import/host-range.ts';

test.each<[string, string[], number | null]>([
  ['lb01', ['lb01'], null],
  ['lb[01:03].example.com', ['lb01.example.com', 'lb02.example.com', 'lb03.example.com'], null],
  ['lb[9:11]', ['lb9', 'lb10', 'lb11'], null],
  ['lb[1:5:2]:2222', ['lb1', 'lb3', 'lb5'], 2222],
  ['lb-[a:c]', ['lb-a', 'lb-b', 'lb-c'], null],
  ['r[1:2]-n[a:b]', ['r1-na', 'r1-nb', 'r2-na', 'r2-nb'], null],
  ['[:1]x', ['0x', '1x'], null],
  ['2001:db8::1', ['2001:db8::1'], null],
  ['[2001:db8::1]:22', ['2001:db8::1'], 22],
  ['192.0.2.1:22', ['192.0.2.1'], 22],
])('%s', (pattern, names, port) => {
  expect(hostNames(pattern)).toEqual({ names, port });
});

test.each([
  ['lb[1:2', /without its/],
  ['lb[1]', /a range is/],
  ['lb[1:]', /a range is/],
  ['lb[1:2:3:4]', /a range is/],
  ['lb[1:9:0]', /step/],
  ['lb[a:9]', /number to a number/],
  ['lb[3:1]', /end before/],
  ['lb[c:a]', /end before/],
  ['lb[01:100]', /same length/],
  ['lb[1:999999999]', /more than 10000/],
  ['[1:200][1:200]', /more than 10000/],
  ['lb:', /no host/],
  ['', /no host/],
])('refuses %s', (pattern, why) => {
  expect(hostNames(pattern)).toEqual({ error: expect.stringMatching(why) as string });
});
