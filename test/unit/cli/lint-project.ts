import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { directoryWith, hadeploy } from './fake-io.ts';

/** A project with these clusters, each as `init` makes it, with something else in place of some of it. */
export async function projectOf(clusters: Record<string, [string, string][]>): Promise<string> {
  const files: Record<string, string> = {};
  for (const [cluster, changes] of Object.entries(clusters)) {
    const made = directoryWith({});
    await hadeploy(made, ['init', '.', '--cluster', cluster]);
    const path = `inventory/${cluster}.yaml`;
    files[path] = changes.reduce(
      (before, [from, to]) => {
        expect(before).toContain(from);
        return before.replaceAll(from, to);
      },
      readFileSync(join(made, path), 'utf8'),
    );
  }
  return directoryWith(files);
}
