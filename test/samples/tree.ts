import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export type Product = 'keepalived' | 'haproxy';

/** The unpacked source of one version of a daemon. */
export interface Tree {
  product: Product;
  version: string;
  directory: string;
}

export function nameOf({ product, version }: Tree): string {
  return `${product}-${version}`;
}

/** null: the directory holds the source of neither. */
export function treeIn(directory: string): Tree | null {
  const read = (...path: string[]): string => {
    const file = join(directory, ...path);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  const keepalived = /AC_INIT\(\[Keepalived\], *\[([\d.]+)/.exec(read('configure.ac'))?.[1];
  if (keepalived !== undefined) return { product: 'keepalived', version: keepalived, directory };
  const haproxy = /^\d[\w.-]*/.exec(read('VERSION'))?.[0];
  if (haproxy === undefined || read('doc', 'configuration.txt') === '') return null;
  return { product: 'haproxy', version: haproxy, directory };
}

/** Paths below the directory, in order. */
export function filesOf({ directory }: Tree): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)))
    .sort();
}
