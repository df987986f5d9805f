import { isDeepStrictEqual } from 'node:util';
import { merged, type HostLayers } from './layers.ts';
import { whyLeftOut } from './left-out.ts';
import { shown } from './shown.ts';
import type { Source, Variables, VarsFiles } from './source.ts';

export type Values = Record<string, unknown>;

export interface PairVars {
  all: Values;
  /** The pair's groups, weakest first: in an inventory of hadeploy a later group beats an earlier one too. */
  groups: { name: string; values: Values }[];
  hosts: Map<string, Values>;
  left: string[];
}

/** The plain variables of a pair, each where Ansible has it, such that every host ends with Ansible's own value. */
export function pairVars(
  source: Source,
  files: VarsFiles,
  pair: (HostLayers & { host: string })[],
): PairVars {
  const { dropped, left } = leftOut(pair.flatMap(({ layers }) => layers));
  const plain = (layers: Variables[]): Values =>
    Object.fromEntries(
      [...merged(layers)]
        .filter(([name]) => !name.startsWith('ansible_') && !dropped.has(name))
        .map(([name, { value }]) => [name, value]),
    );
  const ofGroup = (name: string): Values =>
    plain(
      [source.groups.get(name)?.vars, files.groups.get(name)].filter((vars) => vars !== undefined),
    );

  const all = ofGroup('all');
  const groups = inOneOrder(pair).map((name) => ({ name, values: ofGroup(name) }));
  // The two rank files and inventory differently: where that matters, the hosts say it themselves.
  const ownVars = (said: PairVars['groups']): Map<string, Values> =>
    new Map(
      pair.map(({ host, layers, groups: own }) => {
        const mine = said.filter(({ name }) => own.includes(name)).map(({ values }) => values);
        const inherited = Object.assign({}, all, ...mine) as Values;
        return [host, difference(plain(layers), inherited)];
      }),
    );
  // What no host ends with is not worth a line in a group.
  const beaten = [...ownVars(groups).values()].map((values) => new Set(Object.keys(values)));
  const telling = groups.map(({ name, values }) => ({
    name,
    values: Object.fromEntries(
      Object.entries(values).filter(([key]) => !beaten.every((own) => own.has(key))),
    ),
  }));
  return { all, groups: telling, hosts: ownVars(telling), left };
}

function difference(wanted: Values, given: Values): Values {
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) => !(name in given) || !isDeepStrictEqual(given[name], value),
    ),
  );
}

/** A name that is left out in one place is left out everywhere: else a weaker value would come to light. */
function leftOut(layers: Variables[]): { dropped: Set<string>; left: string[] } {
  const dropped = new Set<string>();
  const left = new Set<string>();
  for (const [name, { value, from }] of layers.flatMap((layer) => [...layer])) {
    if (name.startsWith('ansible_')) continue;
    const why = whyLeftOut(name, value);
    if (why === null) continue;
    dropped.add(name);
    left.add(`${shown(name)} (${from}): ${why}`);
  }
  return { dropped, left: [...left] };
}

/** Both hosts' groups in one order that suits both: each host's own is sorted by the same rank. */
function inOneOrder(pair: HostLayers[]): string[] {
  const [first = [], ...others] = pair.map(({ groups }) => groups.filter((name) => name !== 'all'));
  return others.reduce((order, next) => joined(order, next), first);
}

/** Merges two lists in which the names they share stand in the same order. */
function joined(one: string[], other: string[]): string[] {
  const shared = new Set(one.filter((name) => other.includes(name)));
  const result: string[] = [];
  let rest = one;
  for (const name of other) {
    if (shared.has(name)) {
      const at = rest.indexOf(name);
      result.push(...rest.slice(0, at));
      rest = rest.slice(at + 1);
    }
    result.push(name);
  }
  return [...result, ...rest];
}
