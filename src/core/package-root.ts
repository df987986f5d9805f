import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory of hadeploy itself (holding package.json, playbooks/, src/remote/), from src/ and from dist/ alike. */
export function packageRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory)
      throw new Error('hadeploy is not installed whole: no package.json above it');
    directory = parent;
  }
  return directory;
}
