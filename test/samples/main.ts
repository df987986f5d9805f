// npm run test:samples [-- DIR...]: every configuration that the sources of keepalived and haproxy show is read, printed back
// and linted. DIR: an unpacked source of one of them; none: those of Debian 11, 12 and 13, which are fetched.
import { check, type FoundError } from './check.ts';
import { fetched, type Fetched } from './fetch.ts';
import { samplesOf } from './gather.ts';
import { judge } from './judged.ts';
import { judgements } from './judgements.ts';
import { nameOf, treeIn, type Tree } from './tree.ts';

const longest = 1000;

interface Tried {
  texts: number;
  equal: number;
  crashes: number;
  slowest: number;
  judged: number;
  unjudged: number;
  faults: string[];
}

function given(directories: string[]): Fetched {
  const trees = directories.map((directory) => ({ directory, tree: treeIn(directory) }));
  const skipped = trees.filter(({ tree }) => tree === null).map(({ directory }) => directory);
  return {
    trees: trees.flatMap(({ tree }) => tree ?? []),
    skipped: skipped.map((directory) => `${directory}: no source of keepalived or haproxy`),
  };
}

function tryOut(tree: Tree): Tried {
  const samples = samplesOf(tree).map((sample) => ({
    sample,
    ...check(sample, tree.product, tree.version),
  }));
  const errors = samples.flatMap(({ errors }) => errors);
  const { unjudged, stale } = judge(errors, judgements, tree.version);
  const faults = samples.flatMap(({ sample, isEqual, crash, milliseconds }) => [
    ...(crash === null ? [] : [`${at(sample)}: ${crash}`]),
    ...(crash !== null || isEqual ? [] : [`${at(sample)}: printed back, it is another`]),
    ...(milliseconds <= longest ? [] : [`${at(sample)}: ${milliseconds.toFixed(0)} ms`]),
  ]);
  return {
    texts: samples.length,
    equal: samples.filter(({ isEqual }) => isEqual).length,
    crashes: samples.filter(({ crash }) => crash !== null).length,
    slowest: Math.max(0, ...samples.map(({ milliseconds }) => milliseconds)),
    judged: places(errors) - places(unjudged),
    unjudged: places(unjudged),
    faults: [
      ...faults,
      ...new Set(
        unjudged.map((one) => `${at(one)}: ${one.rule} ${one.message}\n      ${one.text}`),
      ),
      ...stale.map((one) => `judgements.ts: no more ${one}`),
    ],
  };
}

function at({ file, line }: { file: string; line: number }): string {
  return `${file}:${line}`;
}

/** The same is found with and without the version. */
function places(errors: FoundError[]): number {
  return new Set(errors.map((error) => `${error.rule} ${at(error)} ${error.message}`)).size;
}

const directories = process.argv.slice(2);
const { trees, skipped } = directories.length > 0 ? given(directories) : fetched();
const tried = trees.map((tree) => ({ name: nameOf(tree), ...tryOut(tree) }));

console.log('texts  printed back  crashes  slowest ms  errors judged  unjudged  tree');
for (const { name, texts, equal, crashes, slowest, judged, unjudged, faults } of tried) {
  const columns = [texts, equal, crashes, slowest.toFixed(0), judged, unjudged];
  const widths = [5, 14, 9, 12, 15, 10];
  console.log(
    `${columns.map((one, index) => String(one).padStart(widths[index] ?? 0)).join('')}  ${name}`,
  );
  for (const fault of faults) console.log(`  ✖ ${fault}`);
}
for (const one of skipped) console.log(`  – skipped: ${one}`);
const faults = tried.flatMap((one) => one.faults).length;
const texts = tried.map((one) => one.texts).reduce((sum, one) => sum + one, 0);
console.log(
  `${texts} texts of ${trees.length} trees (${skipped.length} skipped), ${faults} faults`,
);
// What a mirror lacks is told; what somebody names must be there.
const lacks = texts === 0 || (directories.length > 0 && skipped.length > 0);
process.exitCode = faults > 0 || lacks ? 1 : 0;
