import type { ReporterChoice } from './choose-reporter.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';

/** Each reporter is loaded only when it is the one. */
export async function createReporter(
  kind: ReporterChoice['kind'],
  options: ReporterOptions,
): Promise<Reporter> {
  switch (kind) {
    case 'json':
      return (await import('./json-reporter.ts')).createJsonReporter(options);
    case 'plain':
      return (await import('./plain-reporter.ts')).createPlainReporter(options);
    case 'terminal':
      return (await import('./terminal-reporter.ts')).createTerminalReporter(options);
    default:
      return kind satisfies never;
  }
}
