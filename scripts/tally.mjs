// One line for scripts/test: NAME PASSED FAILED SKIPPED, from vitest's JSON report and its exit code.
import { existsSync, readFileSync } from 'node:fs';

const [name, report, code] = process.argv.slice(2);
const counts = existsSync(report)
  ? count(JSON.parse(readFileSync(report, 'utf8')))
  : { passed: 0, failed: 1, skipped: 0 };
// A failure that is no test's (no report, an unhandled rejection, a file without tests) is one, too.
if (code !== '0' && counts.failed === 0) counts.failed = 1;
console.log(name, counts.passed, counts.failed, counts.skipped);

function count(json) {
  // A file that cannot be loaded has no tests that could fail.
  const broken = json.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: json.numPassedTests,
    failed: json.numFailedTests + broken.length,
    skipped: json.numPendingTests + json.numTodoTests,
  };
}
