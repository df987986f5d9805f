// Bundles src/main.ts into dist/: one file per command, so that a command loads only what it needs
// (a cold `hadeploy plan` spends more time reading modules than talking to a LAN node otherwise).
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  minify: true,
  sourcemap: 'linked',
  sourcesContent: false,
  // ssh2's native add-ons are optional and load by relative path; without them it falls back to
  // node:crypto, which is as fast once TCP_NODELAY is set (see bench/README.md).
  external: ['*.node', 'cpu-features'],
  banner: {
    // CommonJS dependencies (ssh2, commander) expect these.
    js: [
      "import { createRequire as __createRequire } from 'node:module';",
      'const require = __createRequire(import.meta.url);',
      "const __dirname = require('node:path').dirname(require('node:url').fileURLToPath(import.meta.url));",
    ].join('\n'),
  },
  logLevel: 'warning',
});
