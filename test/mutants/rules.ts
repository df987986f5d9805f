// npm run test:rules: whether the tests of each lint rule would notice a rule that says nothing, and one that always speaks.
// Three runs of the unit tests of lint: as it is, all rules mute, all rules speaking.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rules } from '../../src/lint/rules.ts';
import { exceptionHasReason } from '../../src/lint/rules/exception-has-reason.ts';
import { keywordRules } from '../../src/lint/rules/keywords/index.ts';

interface Asked {
  rule: string;
  isFired: boolean;
  test: string;
}

interface Report {
  testResults: { assertionResults: { fullName: string; status: string; title: string }[] }[];
}

const directory = mkdtempSync(join(tmpdir(), 'hadeploy-rules-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
const askedFile = join(directory, 'asked');

/** The names of the tests that failed. */
function failedUnder(mutant: 'none' | 'mute' | 'always'): Set<string> {
  const report = join(directory, `${mutant}.json`);
  spawnSync(
    'node_modules/.bin/vitest',
    ['run', '--config', 'test/mutants/vitest.config.ts', '--reporter=json', '--outputFile', report],
    { env: { ...process.env, RULES_MUTANT: mutant, RULES_ASKED: askedFile } },
  );
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = all.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  console.log(`rules ${mutant}: ${failed.length} of ${all.length} tests fail`);
  return new Set(failed);
}

const unsound = failedUnder('none');
for (const name of unsound) console.log(`✖ fails without a mutant: ${name}`);
const asked = readFileSync(askedFile, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Asked);

/** Rules that have a test of their own which does not pass under this mutant. */
function noticed(isFired: boolean, failed: Set<string>): Set<string> {
  const found = asked.filter((one) => one.isFired === isFired);
  return new Set(found.filter((one) => failed.has(plain(one.test))).map(({ rule }) => rule));
}

/** vitest writes "a > b" for a running test, and "a b" into its report. */
function plain(test: string): string {
  return test.replaceAll(' > ', ' ');
}

const firing = noticed(true, failedUnder('mute'));
const silent = noticed(false, failedUnder('always'));
// lint itself asks exceptionHasReason, whatever rules it is given: test/unit/lint/suppress.test.ts.
const inFiles = [...new Set([...rules, ...keywordRules])].filter(
  (rule) => rule.scope !== 'live' && rule !== exceptionHasReason,
);
let untested = 0;
for (const { id } of inFiles) {
  const lacks = [...(firing.has(id) ? [] : ['mute']), ...(silent.has(id) ? [] : ['speaking'])];
  if (lacks.length === 0) continue;
  untested += 1;
  console.log(`✖ ${id}: no test of its own notices that it is ${lacks.join(' or ')}`);
}
console.log(
  `${inFiles.length - untested} of ${inFiles.length} rules have a firing and a silent test that can fail`,
);
process.exitCode = untested + unsound.size === 0 ? 0 : 1;
