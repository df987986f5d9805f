// Makes dist/: main.js, which starts a bundle of src/main.ts, and V8's compiled form of that bundle. Compiling
// is a third of what a cold no-op run costs. Safe while another hadeploy runs from dist/.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { launcher } from './launcher.mjs';

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

/** The bundle is CommonJS, which has no top-level await: main.ts ends with one. */
const lastAwait = /^process\.exitCode = await (.+);$/m;
const withoutAwait = {
  name: 'without-await',
  setup(build) {
    build.onLoad({ filter: /[/\\]src[/\\]main\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(
        lastAwait,
        'void $1.then((code) => { process.exitCode = code; });',
      ),
      loader: 'ts',
    }));
  },
};

const built = await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/hadeploy.cjs',
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  sourcemap: 'external',
  sourcesContent: false,
  plugins: [leaveOut, withoutAwait],
  define: { 'import.meta.url': '__fileUrl' },
  // Compiled code can load builtins with require only.
  supported: { 'dynamic-import': false },
  logLevel: 'warning',
});
const textOf = (end) => built.outputFiles.find(({ path }) => path.endsWith(end)).text;
const bundle = textOf('.cjs').replace(/^#!.*/, '');
// Compiled code is tied to its source by this name: V8 itself compares no more than the length.
const name = `hadeploy-${createHash('sha256').update(bundle).digest('hex').slice(0, 12)}`;
const [script, code] = [`${name}.cjs`, `${name}.${process.version}-${process.arch}.code`];

mkdirSync('dist', { recursive: true });
put(script, `${bundle}\n//# sourceMappingURL=${script}.map\n`);
put(`${script}.map`, textOf('.map'));
compile();
put('main.js', launcher({ name }), 0o755);
for (const file of readdirSync('dist')) {
  if (![script, `${script}.map`, code, 'main.js'].includes(file)) {
    rmSync(join('dist', file), { recursive: true, force: true });
  }
}

function put(file, content, mode = 0o644) {
  const temporary = join('dist', `.${file}.${process.pid}`);
  writeFileSync(temporary, content, { mode });
  renameSync(temporary, join('dist', file));
}

/**
 * Runs the bundle once, against a port where nobody listens, and keeps the code of every function that was
 * used. Without it hadeploy works as well, only slower.
 */
function compile() {
  const directory = mkdtempSync(join(tmpdir(), 'hadeploy-build-'));
  mkdirSync(join(directory, 'inventory'));
  const host = 'address: 127.0.0.1, connection: { port: 1, user: nobody }';
  writeFileSync(
    join(directory, 'inventory/prod-bj.yaml'),
    `extends: ${join(import.meta.dirname, '../inventory/prod-bj.yaml')}
connection: { known_hosts: /dev/null }
hosts: { prod-bj-lb01: { ${host} }, prod-bj-lb02: { ${host} } }
`,
  );
  const warmUp = join('dist', `.warm-up.${process.pid}.mjs`);
  writeFileSync(warmUp, launcher({ name, keep: true }));
  const secrets = { HADEPLOY_SECRET_INTERNAL_VIP: 'warm', HADEPLOY_SECRET_PUBLIC_VIP: 'warm' };
  const { status } = spawnSync(
    process.execPath,
    [warmUp, '-C', directory, 'apply', 'prod-bj', '--yes', '--no-color'],
    { env: { ...secrets, HOME: directory }, stdio: 'ignore', timeout: 30_000 },
  );
  // It got as far as connecting: else half of the code is not in the file, and every run is slower.
  if (status !== 69)
    console.error(`build: the run that warms the code up ended with ${status}, not 69`);
  rmSync(warmUp);
  rmSync(directory, { recursive: true });
}
