import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../core/package-root.ts';

/** A script that runs on nodes, as it lies in src/remote/. */
export function remoteScript(name: string): string {
  return readFileSync(join(packageRoot(), 'src/remote', name), 'utf8');
}

/** transaction.sh as it will lie on the node: the parts in the order of their numbers. */
export function transactionScript(): string {
  const directory = join(packageRoot(), 'src/remote/transaction');
  return readdirSync(directory)
    .filter((name) => name.endsWith('.sh'))
    .sort()
    .map((name) => readFileSync(join(directory, name), 'utf8'))
    .join('\n');
}
