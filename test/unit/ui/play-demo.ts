// Looks at a reporter for real: node --experimental-strip-types test/unit/ui/play-demo.ts gateFails [speed]
import { createMask } from '../../../src/core/mask.ts';
import { chooseReporter } from '../../../src/ui/choose-reporter.ts';
import { createReporter } from '../../../src/ui/create-reporter.ts';
import { scripts, secret } from './demo-events.ts';

const [name = 'appliedWell', speed = '1'] = process.argv.slice(2);
const script = scripts[name as keyof typeof scripts];
const { kind, color } = chooseReporter({
  json: process.argv.includes('--json'),
  isTTY: process.stdout.isTTY,
  noColor: false,
  env: process.env,
});
const reporter = await createReporter(kind, {
  stdout: process.stdout,
  stderr: process.stderr,
  columns: () => process.stdout.columns || 80,
  color,
  verbosity: 0,
  clock: Date.now,
  mask: createMask([secret]),
  readLine: () => '  lb01: { address: 172.16.0.230, user: ops,        prioritty: 100 }',
});
let now = 0;
for (const [at, event] of script.slice().sort((a, b) => a[0] - b[0])) {
  await new Promise((resolve) => setTimeout(resolve, (at - now) / Number(speed)));
  now = at;
  reporter.report(event);
}
await reporter.close();
