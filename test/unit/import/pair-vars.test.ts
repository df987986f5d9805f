import { describe, expect, test } from 'vitest';
import { choosePair } from '../../../src/import/choose-pair.ts';
import { familiesOf } from '../../../src/import/families.ts';
import { importPair } from '../../../src/import/import-pair.ts';
import { parseIni } from '../../../src/import/ini.ts';
import type { Variables } from '../../../src/import/source.ts';

type Said = Record<string, Record<string, unknown>>;

const asVars = (said: Said = {}): Map<string, Variables> =>
  new Map(
    Object.entries(said).map(([name, values]) => [
      name,
      new Map(Object.entries(values).map(([key, value]) => [key, { value, from: name }])),
    ]),
  );

/** The pair of an inventory with these files beside it. */
function pairOf(text: string, files: { groups?: Said; hosts?: Said } = {}) {
  const source = parseIni(text, 'hosts').source;
  const families = familiesOf(source);
  return importPair({
    source,
    families,
    files: { groups: asVars(files.groups), hosts: asVars(files.hosts) },
    pair: choosePair(source, families, 'lb'),
    keyPath: (path) => path,
  });
}

const plain = '[lb]\na\nb\n';

describe('where a variable is said, and who wins', () => {
  test('each stays where Ansible has it', () => {
    const pair = pairOf('[lb]\na own=1\nb\n[lb:vars]\ng=2\n[all:vars]\nc=3\n');
    expect(pair.vars).toEqual({ c: '3' });
    expect(pair.groups.get('lb')).toEqual({ hosts: ['a', 'b'], vars: { g: '2' } });
    expect(pair.hosts.get('a')?.vars).toEqual({ own: 1 });
    expect(pair.hosts.get('b')?.vars).toEqual({});
  });

  test('parents stand before their children, groups of one depth in the order of their names', () => {
    const pair = pairOf(`${plain}[z]\na\n[m]\nb\n[top:children]\nlb\n`);
    expect([...pair.groups.keys()]).toEqual(['m', 'top', 'z', 'lb']);
    const ranked = pairOf(`${plain}[z]\na\n[m]\na\n[m:vars]\nansible_group_priority=9\n`);
    expect([...ranked.groups.keys()]).toEqual(['lb', 'z', 'm']);
  });

  test('the file of all beats a group of the inventory, so both hosts say it themselves', () => {
    const pair = pairOf(`${plain}[lb:vars]\nx=1\n`, { groups: { all: { x: 2 } } });
    expect(pair.vars).toEqual({ x: 2 });
    expect(pair.groups.get('lb')?.vars).toEqual({});
    expect(pair.hosts.get('a')?.vars).toEqual({});
  });

  test('one host only: it says itself what its groups would say otherwise', () => {
    const pair = pairOf(`${plain}[near]\na\n[near:vars]\nx=1\n[lb:vars]\nx=3\n`, {
      groups: { lb: { x: 2 } },
    });
    expect(pair.groups.get('near')?.vars).toEqual({ x: '1' });
    expect(pair.hosts.get('a')?.vars).toEqual({ x: 2 });
    expect(pair.hosts.get('b')?.vars).toEqual({});
  });

  test('a file of the host beats its line', () => {
    const pair = pairOf('[lb]\na x=1\nb\n', { hosts: { a: { x: 2, ansible_port: 23 } } });
    expect(pair.hosts.get('a')).toMatchObject({ vars: { x: 2 }, connection: { port: 23 } });
  });
});

describe('what is left out', () => {
  test.each<[string, unknown, RegExp]>([
    ['site', '{{ env }}', /Jinja/],
    ['site', ['{% if x %}'], /Jinja/],
    ['db_password', 'x', /secret/],
    ['vrrp_auth_pass', 'x', /secret/],
    ['apiKey', 'x', /secret/],
    ['stats', { user: 'a', password: 'x' }, /secret/],
    ['cert', '-----BEGIN PRIVATE KEY-----', /secret/],
    ['text', 'a\u001b[31m', /control characters/],
    ['my-var', 1, /no name/],
    ['__proto__x', { ['__proto__']: 1 }, /__proto__/],
    ['big', Array.from({ length: 600 }, () => 1), /too large/],
  ])('%s: %j', (name, value, why) => {
    const pair = pairOf(plain, { groups: { lb: { [name]: value, kept: true } } });
    expect(pair.groups.get('lb')?.vars).toEqual({ kept: true });
    expect(pair.left).toEqual([expect.stringMatching(why)]);
    expect(pair.left[0]).toMatch(new RegExp(`^${name} \\(lb\\)`));
  });

  test('a weaker value does not come to light', () => {
    const pair = pairOf(plain, { groups: { all: { x: 1 }, lb: { x: '{{ y }}' } } });
    expect(pair.vars).toEqual({});
    expect(pair.left).toEqual(['x (lb): a Jinja template']);
  });

  test('what only looks like one is kept', () => {
    const vars = { bypass: 'x', passive: 'x', monkey: 'x', use_password: true, brace: '{x}' };
    expect(pairOf(plain, { groups: { lb: vars } }).groups.get('lb')?.vars).toEqual(vars);
  });
});

test('both hosts alike: once for the cluster; else each its own', () => {
  const pair = pairOf('[lb]\na ansible_user=me\nb ansible_user=you\n[lb:vars]\nansible_port=22\n');
  expect(pair.connection).toEqual({ port: 22 });
  expect(pair.hosts.get('a')?.connection).toEqual({ user: 'me' });
  expect(pair.hosts.get('b')?.connection).toEqual({ user: 'you' });
});

test('names that hadeploy would not take are changed, each to one of its own', () => {
  const text =
    '[lb]\n192.0.2.1\n192.0.2.2\n[a]\n192.0.2.1\n[1st]\n192.0.2.1\n[a*]\n192.0.2.1\n[a+]\n192.0.2.2\n';
  const pair = pairOf(text);
  expect([...pair.hosts].map(([name, { address }]) => [name, address])).toEqual([
    ['host-192.0.2.1', '192.0.2.1'],
    ['host-192.0.2.2', '192.0.2.2'],
  ]);
  expect([...pair.groups.keys()]).toEqual(['a-', 'group-1st', 'a', 'a--2', 'lb']);
  expect(pair.renamed).toContain('`192.0.2.1` is called `host-192.0.2.1` here');
});
