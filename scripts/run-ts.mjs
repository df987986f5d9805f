// Runs a TypeScript file of this repository on Node 20: node scripts/run-ts.mjs FILE [ARG...]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [file, ...args] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'hadeploy-run-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
const outfile = join(directory, 'script.mjs');
await build({
  entryPoints: [file],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.argv = [process.argv[0], file, ...args];
process.setSourceMapsEnabled(true);
await import(pathToFileURL(outfile).href);
