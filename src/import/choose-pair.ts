import { badInput } from '../core/failure.ts';
import type { Families } from './families.ts';
import { shown } from './shown.ts';
import type { Source } from './source.ts';

export interface ChosenPair {
  group: string;
  hosts: [string, string];
}

/** The two hosts to import: of the named group, or of the only group that has two. */
export function choosePair(source: Source, families: Families, wanted?: string): ChosenPair {
  const members = membersOf(source, families);
  return wanted === undefined ? theOnlyPair(source, members) : namedPair(members, wanted);
}

/** Up to three hosts of each group, its children's included: a third says enough. */
function membersOf(source: Source, families: Families): Map<string, string[]> {
  const members = new Map<string, string[]>();
  // As the inventory names them, so that the first is the first.
  const rank = new Map([...source.hosts.keys()].map((host, index) => [host, index]));
  for (const name of families.order.toReversed()) {
    const group = source.groups.get(name);
    const found = new Set<string>();
    const sources = [
      group?.hosts ?? [],
      ...[...(group?.children ?? [])].map((c) => members.get(c)),
    ];
    for (const hosts of name === 'all' ? [source.hosts.keys()] : sources) {
      for (const host of hosts ?? []) {
        if (found.size > 2) break;
        found.add(host);
      }
    }
    members.set(
      name,
      [...found].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0)),
    );
  }
  return members;
}

function namedPair(members: Map<string, string[]>, wanted: string): ChosenPair {
  const hosts = members.get(wanted);
  const [first, second] = hosts ?? [];
  if (hosts?.length === 2 && first !== undefined && second !== undefined) {
    return { group: wanted, hosts: [first, second] };
  }
  const how = ['no host', 'one host'][hosts?.length ?? 0] ?? 'more than two hosts';
  throw badInput({
    message: hosts
      ? `the group \`${shown(wanted)}\` has ${how}; a pair is two`
      : `no group \`${shown(wanted)}\` in this inventory`,
    hint: candidates(members),
  });
}

function theOnlyPair(source: Source, members: Map<string, string[]>): ChosenPair {
  // A group and its parent may hold the same two: then the inner one, which comes first here, stands for both.
  const pairs = new Map<string, ChosenPair>();
  for (const [group, [first, second, third]] of members) {
    if (first === undefined || second === undefined || third !== undefined) continue;
    const key = JSON.stringify([first, second]);
    if (!pairs.has(key)) pairs.set(key, { group, hosts: [first, second] });
  }
  const [only, ...others] = pairs.values();
  if (only && others.length === 0) return only;
  if (source.hosts.size === 0) throw badInput({ message: 'no hosts in this inventory' });
  throw badInput({
    message: only
      ? `which pair? ${pairs.size} groups have two hosts`
      : 'which hosts are the pair? no group has exactly two',
    hint: only
      ? `name one with --group: ${list([...pairs.values()].map(pairText))}`
      : 'put the two into a group of their own, and name it with --group',
  });
}

function candidates(members: Map<string, string[]>): string {
  const pairs = [...members].flatMap(([group, [first, second, third]]) =>
    first !== undefined && second !== undefined && third === undefined
      ? [pairText({ group, hosts: [first, second] })]
      : [],
  );
  return pairs.length === 0
    ? 'no group has exactly two hosts'
    : `groups with two hosts: ${list(pairs)}`;
}

function pairText({ group, hosts }: ChosenPair): string {
  return `${shown(group)} (${hosts.map((host) => shown(host)).join(', ')})`;
}

function list(texts: string[]): string {
  const more = texts.length > 12 ? `, and ${texts.length - 12} more` : '';
  return `${texts.slice(0, 12).join(', ')}${more}`;
}
