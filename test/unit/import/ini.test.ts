import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIni } from '../../../src/import/ini.ts';

/** Values by name, without where they stand. */
const values = (vars?: Map<string, { value: unknown }>) =>
  Object.fromEntries([...(vars ?? [])].map(([name, { value }]) => [name, value]));

const refusals = (text: string) =>
  parseIni(text, 'hosts').problems.map(({ message, place }) => `${place?.line}: ${message}`);

const text = `\ufeff# comment
; comment too
alone ansible_host=192.0.2.9

[lb]   # the pair
lb[01:02].example.com:2222 rack=4 note="a b" on=True name='x#y' # trailing
lb01.example.com rack=5
[fe80::1]:22 v6=yes
[lb:vars]
port=8080 # all of them
flag = True
quoted = "a b" # c
bare = a b # c
list=[1, 2]
[prod:children]
lb # inner
`;

test('hosts, aliases, ranges, quotes and comments', () => {
  const { source, problems } = parseIni(text, 'hosts');
  expect(problems).toEqual([]);
  expect([...source.hosts.keys()]).toEqual([
    'alone',
    'lb01.example.com',
    'lb02.example.com',
    'fe80::1',
  ]);
  expect(values(source.hosts.get('lb01.example.com'))).toEqual({
    ansible_port: 2222,
    rack: 5,
    note: 'a b',
    on: true,
    name: 'x#y',
  });
  expect(values(source.hosts.get('lb02.example.com'))).toMatchObject({ rack: 4 });
  expect(source.hosts.get('lb02.example.com')?.get('rack')?.from).toBe('hosts:6');
  expect([...(source.groups.get('ungrouped')?.hosts ?? [])]).toEqual(['alone']);
  expect([...(source.groups.get('prod')?.children ?? [])]).toEqual(['lb']);
});

test('a variable of a group is a text', () => {
  expect(values(parseIni(text, 'hosts').source.groups.get('lb')?.vars)).toEqual({
    port: '8080',
    flag: 'True',
    quoted: 'a b',
    bare: 'a b # c',
    list: '[1, 2]',
  });
});

describe('what is refused, with its line', () => {
  test.each([
    ['[lb', '1: `[lb` is no section'],
    ['[l b]', '1: `[l b]` is no section'],
    ['[lb:hostz]', '1: `[lb:hostz]` is no section'],
    ['\n[lb]\nlb01 "x', '3: a quote that is not closed'],
    ['lb01 2222', '1: `2222` behind a host is no KEY=VALUE'],
    ['lb[1:2', '1: `lb[1:2`: a `[` without its `]`'],
    ['[lb]\na\n[lb:vars]\nx', '4: `x` is no KEY=VALUE'],
    ['[a]\n[p:children]\na b', '3: `a b` is no name of a group'],
    ['[p:children]\nweb', '2: no group `web` in this inventory'],
    ['[web:vars]\na=1', '1: no group `web` in this inventory'],
    ['lb01 a=\u001b[31m', '1: a control character in this line'],
    ['lb01\0', '1: a control character in this line'],
  ])('%j', (given, message) => {
    expect(refusals(given)).toEqual([message]);
  });
});

test('a file that is none says so a few times only, and ranges do not fill the memory', () => {
  expect(refusals('x y\n'.repeat(100_000))).toHaveLength(20);
  const ranges = Array.from({ length: 1000 }, (_, n) => `h${n}-[1:9999]`).join('\n');
  expect(refusals(ranges)).toEqual(['2: more than 10000 hosts']);
});

test('no text makes it crash', () => {
  const lines = fc.array(
    fc.oneof(
      fc.constantFrom('[a]', '[a:vars]', '[a:children]', '[b:children]', 'a', 'b', 'k=v'),
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({ unit: fc.constantFrom(...'[]:="\'\\# ax19{}') }),
    ),
  );
  fc.assert(fc.property(lines, (given) => void parseIni(given.join('\n'), 'hosts')));
});
