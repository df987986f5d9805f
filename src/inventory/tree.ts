import type { Place } from '../core/failure.ts';
import { oneLine } from '../core/text.ts';

/** A YAML document with the place of every key and value, after aliases and before any schema. */
export type Tree = MapTree | ListTree | ScalarTree | SecretTree;

export interface MapTree {
  type: 'map';
  place: Place;
  entries: Map<string, Entry>;
}

export interface Entry {
  keyPlace: Place;
  value: Tree;
}

export interface ListTree {
  type: 'list';
  place: Place;
  items: Tree[];
}

export interface ScalarTree {
  type: 'scalar';
  place: Place;
  value: string | number | boolean | null;
}

/** `!secret NAME`. */
export interface SecretTree {
  type: 'secret';
  place: Place;
  name: string;
}

export type Path = readonly (string | number)[];

/** The value without its places; `secret` says what stands for a secret. */
export function plain(tree: Tree, secret: (ref: SecretTree) => unknown): unknown {
  switch (tree.type) {
    case 'map':
      return Object.fromEntries(
        [...tree.entries].map(([key, entry]) => [key, plain(entry.value, secret)]),
      );
    case 'list':
      return tree.items.map((item) => plain(item, secret));
    case 'scalar':
      return tree.value;
    case 'secret':
      return secret(tree);
  }
}

export function child(tree: Tree | undefined, key: string | number): Tree | undefined {
  if (tree?.type === 'map') return tree.entries.get(String(key))?.value;
  if (tree?.type === 'list') return typeof key === 'number' ? tree.items[key] : undefined;
  return undefined;
}

export function treeAt(tree: Tree | undefined, path: Path): Tree | undefined {
  return path.reduce<Tree | undefined>(child, tree);
}

/** Where a path stands; where it leads to nothing, the nearest place above it that exists. */
export function placeOf(tree: Tree, path: Path, of: 'key' | 'value' = 'value'): Place {
  const last = path.at(-1);
  const parent = treeAt(tree, path.slice(0, -1));
  if (of === 'key' && last !== undefined && parent?.type === 'map') {
    const entry = parent.entries.get(String(last));
    if (entry) return entry.keyPlace;
  }
  const found = treeAt(tree, path);
  if (found && (of === 'value' || last === undefined)) return found.place;
  return last === undefined ? tree.place : placeAbove(tree, path.slice(0, -1));
}

/** Something is missing in here: people look for the key of the mapping, not for its first entry. */
function placeAbove(tree: Tree, path: Path): Place {
  return path.length === 0 ? tree.place : placeOf(tree, path, 'key');
}

/** Every `!secret` with the path it stands at. */
export function* secretsIn(
  tree: Tree,
  path: Path = [],
): Generator<{ path: Path; ref: SecretTree }> {
  if (tree.type === 'secret') yield { path, ref: tree };
  if (tree.type === 'list') {
    for (const [index, item] of tree.items.entries()) yield* secretsIn(item, [...path, index]);
  }
  if (tree.type === 'map') {
    for (const [key, entry] of tree.entries) yield* secretsIn(entry.value, [...path, key]);
  }
}

export function dotted(path: Path): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : index === 0 ? show(part) : `.${show(part)}`,
    )
    .join('');
}

function show(key: string): string {
  return /^[\w-]+$/.test(key) ? key : JSON.stringify(oneLine(key));
}
