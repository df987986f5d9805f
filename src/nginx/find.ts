import type { Directive } from './tree.ts';

/** A directive, and the blocks that it stands in, the innermost first. */
export interface Nested {
  directive: Directive;
  around: readonly Directive[];
}

/** Every directive of one of these names, wherever it stands. */
export function everywhere(directives: readonly Directive[], ...names: string[]): Nested[] {
  const wanted = new Set(names);
  const within = (all: readonly Directive[], around: readonly Directive[]): Nested[] =>
    all.flatMap((directive): Nested[] => [
      ...(wanted.has(directive.name) ? [{ directive, around }] : []),
      ...(directive.block === null ? [] : within(directive.block, [directive, ...around])),
    ]);
  return within(directives, []);
}

/** A block of many locations is asked for each of them. */
const sorted = new WeakMap<Directive, Map<string, Directive[]>>();

/** Those of this name directly in a block. */
export function inBlock(block: Directive, name: string): readonly Directive[] {
  const known = sorted.get(block) ?? byName(block);
  sorted.set(block, known);
  return known.get(name) ?? [];
}

function byName({ block }: Directive): Map<string, Directive[]> {
  const found = new Map<string, Directive[]>();
  for (const one of block ?? []) {
    const alike = found.get(one.name);
    if (alike) alike.push(one);
    else found.set(one.name, [one]);
  }
  return found;
}

/** The directives of this name that count at a place: nginx inherits them from the next outer block that has any. */
export function inherited({ around }: Nested, name: string): readonly Directive[] {
  return around.map((block) => inBlock(block, name)).find(({ length }) => length > 0) ?? [];
}

/** The words after the name, as nginx reads them. */
export function textsOf({ args }: Directive): string[] {
  return args.map(({ text }) => text);
}
