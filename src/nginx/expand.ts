import type { NginxFile } from './parse.ts';
import type { Directive } from './tree.ts';

/** Files may include each other in a circle, and each many. */
const MOST_DEPTH = 8;
const MOST_DIRECTIVES = 100_000;

export interface Expanded {
  directives: Directive[];
  /** Files and patterns that an `include` names, and of which none is known. */
  unknown: string[];
}

/** A file with the directives of its includes in their place. `include` gives the files of a pattern. Pure. */
export function expandNginx(
  { directives }: Pick<NginxFile, 'directives'>,
  include: (pattern: string) => readonly NginxFile[],
): Expanded {
  const unknown = new Set<string>();
  let left = MOST_DIRECTIVES;
  const within = (all: readonly Directive[], depth: number): Directive[] =>
    all.flatMap((one): Directive[] => {
      if (left <= 0) return [];
      left -= 1;
      if (one.block !== null) return [{ ...one, block: within(one.block, depth) }];
      if (one.name !== 'include') return [one];
      const pattern = one.args[0]?.text ?? '';
      const files = depth < MOST_DEPTH ? include(pattern) : [];
      if (files.length === 0) unknown.add(pattern);
      return files.flatMap((file) => within(file.directives, depth + 1));
    });
  return { directives: within(directives, 0), unknown: [...unknown] };
}
