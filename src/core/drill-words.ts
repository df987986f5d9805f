import type { DrillMark, DrillReport } from './drill.ts';

/** Everything that is wrong with a drill or kept it from being run, each once. */
export function wrongWith({ problems, leftBehind }: DrillReport): string[] {
  const left = leftBehind.map((what) => `not as before: ${what}`);
  return [...new Set([...problems, ...left])];
}

/** What happened, with the host where the words do not have it. */
export function markWords({ text, host }: DrillMark): string {
  return host === undefined || text.includes(host) ? text : `${text} (${host})`;
}
