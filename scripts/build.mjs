// Bundles src/main.ts into dist/: one file per command, so that a command loads only what it needs
// (a cold `hadeploy plan` spends more time reading modules than talking to a LAN node otherwise).
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);

/**
 * Parts of ssh2 and node-ssh that hadeploy never calls, but that they load: no server, no SSH over HTTP, no
 * key generation, no upload of directories. The native add-ons are optional; without them ssh2 uses
 * node:crypto, which is as fast once TCP_NODELAY is set (bench/README.md). Takes a tenth off a cold run.
 */
const leftOut = [
  { filter: /^\.\/http-agents\.js$/, contents: 'module.exports = {};' },
  { filter: /^\.\/server\.js$/, contents: 'module.exports = class Server {};' },
  { filter: /^\.\/keygen\.js$/, contents: 'module.exports = {};' },
  {
    filter: /^(make-dir|sb-scandir)$/,
    contents: 'module.exports = () => { throw new Error("left out"); };',
  },
  { filter: /(^cpu-features|\.node)$/, contents: 'throw new Error("left out");' },
  // Only for private keys with a passphrase.
  {
    filter: /^bcrypt-pbkdf$/,
    contents: `exports.pbkdf = (...given) => require(${JSON.stringify(require.resolve('bcrypt-pbkdf'))}).pbkdf(...given);`,
  },
];

const leaveOut = {
  name: 'leave-out',
  setup(build) {
    leftOut.forEach(({ filter, contents }, index) => {
      build.onResolve({ filter }, ({ path, importer }) =>
        /node_modules\/(ssh2|node-ssh)\//.test(importer)
          ? { path: `${index}:${path}`, namespace: 'left-out' }
          : null,
      );
      build.onLoad({ filter: new RegExp(`^${index}:`), namespace: 'left-out' }, () => ({
        contents,
        resolveDir: import.meta.dirname,
      }));
    });
  },
};

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
  plugins: [leaveOut],
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
