import { createMask } from '../../../src/core/mask.ts';
import type { ReporterChoice } from '../../../src/ui/choose-reporter.ts';
import { createReporter } from '../../../src/ui/create-reporter.ts';
import type { ReporterOptions } from '../../../src/ui/reporter.ts';
import { secret, type Script } from './demo-events.ts';

/** Plays a script at once, with the clock it says. */
export async function capture(
  kind: ReporterChoice['kind'],
  script: Script,
  options: Partial<ReporterOptions> = {},
): Promise<{ stdout: string; stderr: string }> {
  const out = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof out) => ({ write: (text: string) => (out[name] += text) });
  let now = 0;
  const reporter = await createReporter(kind, {
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    columns: () => 100,
    color: false,
    verbosity: 0,
    clock: () => 1_785_553_924_000 + now,
    mask: createMask([secret]),
    ...options,
  });
  for (const [at, event] of script.slice().sort((a, b) => a[0] - b[0])) {
    now = at;
    reporter.report(event);
    await reporter.settled();
  }
  await reporter.close();
  return out;
}
