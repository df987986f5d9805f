import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../core/package-root.ts';

/** The shell that runs on nodes, as it lies in src/remote/. */
export function probeLibrary(): string {
  return readFileSync(join(packageRoot(), 'src/remote/probe.sh'), 'utf8');
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
