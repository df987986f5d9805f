import { expect, test } from 'vitest';
import { choosePair } from '../../../src/import/choose-pair.ts';
import { familiesOf, groupsOf } from '../../../src/import/families.ts';
import { parseIni } from '../../../src/import/ini.ts';
import { problemsOf } from '../inventory/temp-project.ts';

const read = (text: string) => parseIni(text, 'hosts').source;
const choose = (text: string, group?: string) => {
  const source = read(text);
  return choosePair(source, familiesOf(source), group);
};
const refusal = async (text: string, group?: string) => {
  const [problem] = await problemsOf(() => choose(text, group));
  return `${problem?.message} | ${problem?.hint}`;
};

test('a group goes behind its parents, however they are written', () => {
  const source = read('[c]\nx\n[b:children]\nc\n[a:children]\nb\nc\n');
  const families = familiesOf(source);
  expect(families.order).toEqual(
    ['all', 'ungrouped', 'a', 'b', 'c'].filter((n) => n === 'all' || source.groups.has(n)),
  );
  expect(families.depth.get('c')).toBe(3);
  expect(groupsOf(source, families, 'x').toSorted()).toEqual(['a', 'b', 'c']);
  expect(groupsOf(source, families, 'nobody')).toEqual(['ungrouped']);
});

test.each([
  ['[a:children]\na\n', 'groups that are part of themselves: `a`'],
  [
    '[z:children]\na\n[a:children]\nb\n[b:children]\nc\n[c:children]\na\n',
    'groups that are part of themselves: `a`, `b`, `c`',
  ],
  ['[a:children]\nall\n', 'groups that are part of themselves: `a`, `all`'],
])('a circle is named: %j', async (text, message) => {
  const [problem] = await problemsOf(() => familiesOf(read(text)));
  expect(problem?.message.split(': ')[0]).toBe(message.split(': ')[0]);
  expect(problem?.message.match(/`\w+`/g)?.toSorted()).toEqual(message.match(/`\w+`/g)?.toSorted());
});

test('a chain of ten thousand groups is no circle', () => {
  const chain = Array.from({ length: 10_000 }, (_, n) => `[g${n}:children]\ng${n + 1}`).join('\n');
  expect(choose(`${chain}\n[g10000]\na\nb\n`)).toEqual({ group: 'g10000', hosts: ['a', 'b'] });
});

test('the only group of two, in the order of the inventory; the inner one where its parent is the same', () => {
  const text = 'x\n[lb]\nb\na\n[web]\nc\nd\ne\n[prod:children]\nlb\n';
  expect(choose(text)).toEqual({ group: 'lb', hosts: ['b', 'a'] });
  expect(choose(text, 'prod')).toEqual({ group: 'prod', hosts: ['b', 'a'] });
  expect(choose('a\nb\n').hosts).toEqual(['a', 'b']);
});

test('what cannot be chosen is told with what could be', async () => {
  const two = '[lb]\na\nb\n[db]\nc\nd\n[one]\na\n[many]\na\nb\nc\n[none]\n';
  expect(await refusal(two)).toBe(
    'which pair? 2 groups have two hosts | name one with --group: db (c, d), lb (a, b)',
  );
  expect(await refusal(two, 'one')).toMatch(/`one` has one host; a pair is two \| groups with two/);
  expect(await refusal(two, 'many')).toMatch(/more than two hosts/);
  expect(await refusal(two, 'none')).toMatch(/has no host/);
  expect(await refusal(two, 'lbs')).toMatch(/no group `lbs` .* lb \(a, b\)/);
  expect(await refusal('[lb]\na\nb\nc\n')).toMatch(/no group has exactly two \| put the two/);
  expect(await refusal('')).toMatch(/no hosts/);
});
