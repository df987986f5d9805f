import { existsSync, readFileSync } from 'node:fs';
import type { Result, Shown } from '../test/system/support/results.ts';

const file = 'docs/systems.json';

/** What `npm run test:system` wrote: of each system its last run. */
export function lastResults(): Result[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result[]) : [];
}

/** The table of the reference systems, from those. */
export function systemsTable(results: Result[]): string {
  if (results.length === 0) return 'Not run yet: `npm run test:system`.';
  return [
    '| system | what it is | nodes | last run | drills, and the one nearest to its bound | minutes | MiB |',
    '| --- | --- | --- | --- | --- | ---: | ---: |',
    ...results.map(
      (result) =>
        `| ${result.name} | ${result.about} | ${result.nodes} | ${outcomeOf(result)} | ${nearestOf(result)} | ${minutesOf(result)} | ${result.memoryMiB} |`,
    ),
  ].join('\n');
}

function outcomeOf({ outcome, reason, steps, date, commit }: Result): string {
  const at = `${date}, ${commit}`;
  if (outcome === 'skipped') return `skipped: ${reason ?? ''} (${at})`;
  const failed = steps.flatMap(({ what, ok }) => (ok ? [] : [what]));
  return failed.length === 0
    ? `${steps.length} of ${steps.length} steps passed (${at})`
    : `**failed: ${failed.join(', ')}** (${at})`;
}

function nearestOf({ drills }: Result): string {
  const [nearest] = drills.toSorted(
    (one, other) => other.outageMs / other.boundMs - one.outageMs / one.boundMs,
  );
  if (nearest === undefined) return '';
  const { drill, outageMs, boundMs } = nearest;
  return `${drills.length}; ${drill}: ${outageMs} of ${boundMs} ms`;
}

function minutesOf({ steps }: Result): string {
  return (steps.reduce((sum, { seconds }) => sum + seconds, 0) / 60).toFixed(1);
}

/** What a page shows of the last run: each command with what it said. */
export function shownOf(shown: Shown[]): string {
  return shown.map(({ command, text }) => `$ ${command}\n${text}`).join('\n\n');
}
