// One line for scripts/test: NAME PASSED FAILED SKIPPED, from vitest's JSON report and its exit code.
// On standard error: each failed test and the first line of why, to be repeated at the end of a long log.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [name, report, code] = process.argv.slice(2);
const results = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
const counts = results ? count(results) : { passed: 0, failed: 1, skipped: 0 };
// A failure that is no test's (no report, an unhandled rejection, a file without tests) is one, too.
if (code !== '0' && counts.failed === 0) counts.failed = 1;
console.log(name, counts.passed, counts.failed, counts.skipped);
if (!results) console.error(`✗ ${name}: no report was written (exit code ${code})`);
for (const failure of results ? failures(results) : []) console.error(failure);

function count(json) {
  return {
    passed: json.numPassedTests,
    failed: json.numFailedTests + json.testResults.filter(isBroken).length,
    skipped: json.numPendingTests + json.numTodoTests,
  };
}

/** A file that cannot be loaded has no tests that could fail. */
function isBroken(file) {
  return file.status === 'failed' && file.assertionResults.length === 0;
}

function failures(json) {
  return json.testResults.flatMap((file) => {
    const path = relative(process.cwd(), file.name);
    if (isBroken(file)) return [`✗ ${path}: ${firstLine(file.message)}`];
    return file.assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => `✗ ${path} > ${test.fullName}\n    ${firstLine(test.failureMessages[0])}`);
  });
}

function firstLine(message = '') {
  return message.split('\n', 1)[0].slice(0, 300);
}
