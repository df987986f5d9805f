import { badInput } from '../core/failure.ts';
import { shown } from './shown.ts';
import { mostGroups, type Source } from './source.ts';

/** Who is whose parent among the groups, and how deep below `all`. */
export interface Families {
  /** Groups from `all` down: no group stands before one of its parents. */
  order: string[];
  depth: Map<string, number>;
  parents: Map<string, string[]>;
}

/** Throws where a group is, over others, part of itself. */
export function familiesOf(source: Source): Families {
  const names = [...source.groups.keys()].filter((name) => name !== 'all');
  const parents = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const [name, { children }] of source.groups) {
    if (children.has('all')) throw circle([name, 'all']);
    if (name === 'all') continue;
    for (const child of children) parents.get(child)?.push(name);
  }
  const waiting = new Map(names.map((name) => [name, parents.get(name)?.length ?? 0]));
  const depth = new Map([['all', 0]]);
  const order = ['all'];
  // One that waits for none of its parents goes first; the list grows as it is walked.
  const ready = names.filter((name) => waiting.get(name) === 0);
  for (const name of ready) {
    order.push(name);
    waiting.delete(name);
    const above = (parents.get(name) ?? []).map((parent) => depth.get(parent) ?? 0);
    depth.set(name, above.reduce((most, one) => Math.max(most, one), 0) + 1);
    for (const child of source.groups.get(name)?.children ?? []) {
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  const stuck = [...waiting.keys()].filter((name) => !depth.has(name));
  if (stuck.length > 0) throw circle(loopIn(stuck, parents));
  return { order, depth, parents };
}

/** The groups that a host is in, near and far, without `all`. Throws where that is no work for a person any more. */
export function groupsOf(source: Source, families: Families, host: string): string[] {
  const found = new Set(
    [...source.groups].filter(([, group]) => group.hosts.has(host)).map(([name]) => name),
  );
  found.delete('all');
  // A set grows while it is walked.
  for (const name of found) {
    for (const parent of families.parents.get(name) ?? []) found.add(parent);
  }
  if (found.size > mostGroups) {
    throw badInput({ message: `the host \`${shown(host)}\` is in more than ${mostGroups} groups` });
  }
  // What Ansible calls a host without a group.
  return found.size === 0 ? ['ungrouped'] : [...found];
}

/** From any group that waits for ever, upwards over parents that do as well, until one comes again. */
function loopIn(stuck: string[], parents: Map<string, string[]>): string[] {
  const waiting = new Set(stuck);
  const path: string[] = [];
  const seen = new Map<string, number>();
  let name = stuck[0];
  while (name !== undefined && !seen.has(name)) {
    seen.set(name, path.length);
    path.push(name);
    name = parents.get(name)?.find((parent) => waiting.has(parent));
  }
  return path.slice(name === undefined ? 0 : seen.get(name)).reverse();
}

function circle(names: string[]): Error {
  const first = names.slice(0, 6).map((name) => `\`${shown(name)}\``);
  const more = names.length > 6 ? ` and ${names.length - 6} more` : '';
  return badInput({
    message: `groups that are part of themselves: ${first.join(', ')}${more}`,
    hint: 'take one of them out of the children of another',
  });
}
