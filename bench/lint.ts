// What `hadeploy lint --node a=DIR --node b=DIR` costs the processor, whole processes, beside a program that reads the
// same files line by line and word by word: node scripts/run-ts.mjs bench/lint.ts [ROUNDS [WORD_OF_THE_NAME]]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cases, type Case } from './lint-cases.ts';
import { measure } from './measure.ts';
import { median } from './statistics.ts';

const rounds = Number(process.argv[2] ?? 3);
const wanted = process.argv[3] ?? '';
const root = mkdtempSync(join(tmpdir(), 'hadeploy-bench-lint-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));

/** The least that any reader has to do. */
const reader = join(root, 'read.mjs');
writeFileSync(
  reader,
  `import { readdirSync, readFileSync } from 'node:fs';
let words = 0;
for (const dir of process.argv.slice(2))
  for (const name of readdirSync(dir))
    for (const line of readFileSync(dir + '/' + name, 'utf8').split('\\n')) words += line.split(/[ \\t]+/).length;
process.exitCode = words > 0 ? 0 : 1;
`,
);

function write({ nodes }: Case): string[] {
  return nodes.map((files, index) => {
    const directory = join(root, String(index));
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    return directory;
  });
}

async function cpuOf(command: string[], expected?: number[]): Promise<number> {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    seconds.push((await measure(command, expected)).cpu);
  }
  return median(seconds);
}

console.log('lint CPU s   read CPU s   ratio   case');
for (const one of cases.filter(({ name }) => name.includes(wanted))) {
  const [a = '', b = ''] = write(one);
  const lint = await cpuOf(
    [process.execPath, resolve('dist/main.js'), 'lint', '--node', `a=${a}`, '--node', `b=${b}`],
    [0, 3],
  );
  const read = await cpuOf([process.execPath, reader, a, b]);
  const figures = [lint.toFixed(2).padStart(10), read.toFixed(2).padStart(10)];
  console.log(`${figures.join('   ')}   ${(lint / read).toFixed(1).padStart(5)}   ${one.name}`);
}
