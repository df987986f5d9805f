import { execFileSync } from 'node:child_process';
import { readdirSync, statSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Before the lab tests: dist/ is made anew where it is older than the sources it is made of. */
export function setup(): void {
  if (process.env['HADEPLOY_BIN'] !== undefined) return;
  const built = join(root, 'dist/main.js');
  if (existsSync(built) && statSync(built).mtimeMs > newest(join(root, 'src'))) return;
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], {
    cwd: root,
    stdio: 'inherit',
  });
}

function newest(directory: string): number {
  return Math.max(
    ...readdirSync(directory, { recursive: true, encoding: 'utf8' }).map(
      (path) => statSync(join(directory, path)).mtimeMs,
    ),
  );
}
