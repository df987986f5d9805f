/** The text of dist/main.js: runs the bundle, from its compiled form where there is one for this Node. */
export function launcher({ name, keep = false }) {
  return `#!/usr/bin/env node
// Made by scripts/build.mjs.
import { readFileSync${keep ? ', writeFileSync' : ''} } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Script } from 'node:vm';

const directory = dirname(fileURLToPath(import.meta.url));
const filename = join(directory, '${name}.cjs');
const codeFile = join(directory, \`${name}.\${process.version}-\${process.arch}.code\`);
const script = new Script(
  \`(function (require, module, exports, __filename, __dirname, __fileUrl) {\${readFileSync(filename, 'utf8')}\\n})\`,
  { filename, cachedData: compiled() },
);
const module = { exports: {} };
script.runInThisContext()(
  createRequire(import.meta.url), module, module.exports, filename, directory, pathToFileURL(filename).href,
);

function compiled() {
  try {
    return readFileSync(codeFile);
  } catch {
    return undefined; // built for another Node: it works all the same
  }
}
${
  keep
    ? `process.on('exit', () => writeFileSync(codeFile, script.createCachedData()));
`
    : ''
}`;
}
