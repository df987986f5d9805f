import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type * as z from 'zod';
import { badInput } from '../core/failure.ts';
import { suggestion } from '../inventory/nearest.ts';
import { readYamlFile } from '../inventory/read-yaml.ts';
import { placeOf, plain, type MapTree } from '../inventory/tree.ts';
import { parseWith, problemsOf } from '../inventory/zod-problems.ts';

/** A file in which steps stand, for the places of problems. */
export interface StepSource {
  file: string;
  tree: MapTree;
}

/** The first of the directories that has NAME.yaml wins: a project's own before the built-in ones. */
export function findIn(dirs: readonly string[], name: string): string | null {
  const files = dirs.flatMap((dir) => [join(dir, `${name}.yaml`), join(dir, `${name}.yml`)]);
  return files.find((path) => existsSync(path)) ?? null;
}

/** Reads a file whose `key` says its own name. Throws `badInput` with every problem. */
export function readSource<T extends object>(
  file: string,
  frame: z.ZodType<T>,
  { key, what }: { key: string; what: string },
): { source: StepSource; data: T } {
  const read = readYamlFile(file);
  if (read.tree === null) throw badInput(...read.problems);
  // readYaml gives mappings only.
  const tree = read.tree as MapTree;
  const parsed = parseWith(
    frame,
    plain(tree, () => null),
  );
  if ('error' in parsed) throw badInput(...problemsOf(parsed.error, tree));
  const own = (parsed.data as Record<string, unknown>)[key];
  const wanted = basename(file).replace(/\.ya?ml$/, '');
  if (own !== wanted) {
    throw badInput({
      message: `the ${what} is called \`${String(own)}\`, its file \`${wanted}\``,
      place: placeOf(tree, [key]),
      path: key,
      hint: `write \`${key}: ${wanted}\`, or rename the file`,
    });
  }
  return { source: { file, tree }, data: parsed.data };
}

/** What to say where none has this name. */
export function nearIn(dirs: readonly string[], name: string | null, what: string): string {
  const known = [...new Set(dirs.flatMap(namesIn))].sort();
  const near = name === null ? undefined : suggestion(name, known);
  const list = `${what}: ${known.join(', ') || 'none'}`;
  return near?.startsWith('did') ? `${near} (${list})` : list;
}

function namesIn(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((file) => /\.ya?ml$/.test(file))
    .map((file) => file.replace(/\.ya?ml$/, ''));
}
