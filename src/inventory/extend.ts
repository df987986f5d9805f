import { dirname, resolve } from 'node:path';
import type { Problem } from '../core/failure.ts';
import { readYamlFile } from './read-yaml.ts';
import type { MapTree, Tree } from './tree.ts';

/** A source of a secret is one choice: `command:` on top of `env:` replaces it. */
const replacedWhole = /^secrets\.[^.]+$/;
/** These say something of their own file only. */
const notInherited = ['extends', 'default'];
const maxDepth = 8;

export type Extended = { tree: MapTree; problems: [] } | { tree: null; problems: Problem[] };

/**
 * Reads an inventory and what it extends. Mappings are merged key by key, everything else is replaced,
 * and a key without a value (`null`) removes what was inherited. Places stay those of the file in which
 * the value stands.
 */
export function readExtended(file: string, below: string[] = []): Extended {
  const read = readYamlFile(file);
  if (read.tree === null) return read;
  // readYaml gives mappings only.
  const own = read.tree as MapTree;
  const entry = own.entries.get('extends');
  if (!entry) return { tree: own, problems: [] };
  const target = entry.value;
  if (target.type !== 'scalar' || typeof target.value !== 'string' || target.value === '') {
    return {
      tree: null,
      problems: [
        { message: 'must be the path of one inventory file', place: target.place, path: 'extends' },
      ],
    };
  }
  const base = resolve(dirname(file), target.value);
  const chain = [...below, resolve(file)];
  if (chain.includes(base) || chain.length > maxDepth) {
    return {
      tree: null,
      problems: [
        {
          message: chain.includes(base)
            ? `extends in a circle: ${[...chain.slice(chain.indexOf(base)), base].join(' → ')}`
            : `extends over more than ${maxDepth} files`,
          place: target.place,
          path: 'extends',
        },
      ],
    };
  }
  const inherited = readExtended(base, chain);
  if (inherited.tree === null) return blameExtends(inherited.problems, base, target);
  for (const key of notInherited) inherited.tree.entries.delete(key);
  return { tree: merge(inherited.tree, own, '') as MapTree, problems: [] };
}

/** That the other file does not exist is a mistake in this one. */
function blameExtends(problems: Problem[], base: string, target: Tree): Extended {
  const [first] = problems;
  const unreadable = problems.length === 1 && first?.message.startsWith('cannot be read');
  if (!unreadable) return { tree: null, problems };
  return {
    tree: null,
    problems: [{ message: `${base} ${first?.message}`, place: target.place, path: 'extends' }],
  };
}

function merge(base: Tree, over: Tree, path: string): Tree {
  if (base.type !== 'map' || over.type !== 'map' || replacedWhole.test(path)) return over;
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const inherited = entries.get(key);
    if (entry.value.type === 'scalar' && entry.value.value === null && inherited) {
      entries.delete(key);
    } else if (inherited) {
      const value = merge(inherited.value, entry.value, path === '' ? key : `${path}.${key}`);
      entries.set(key, { keyPlace: entry.keyPlace, value });
    } else {
      entries.set(key, entry);
    }
  }
  return { type: 'map', place: over.place, entries };
}
