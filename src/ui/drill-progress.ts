import type { RunEvent } from '../core/event.ts';
import { oneLine } from '../core/text.ts';
import { roughly } from './time.ts';

type DrillEvent = Extract<RunEvent, { event: 'drill' }>;

/** "drill 3 of 18: haproxy killed on lb01". */
export function drillWords({ drill, host, index, of }: DrillEvent): string {
  return `drill ${index} of ${of}: ${drill.replaceAll('-', ' ')} on ${host}`;
}

/** Why it was skipped; nothing where it was not. */
export function skipReason({ report }: DrillEvent): string {
  if (report?.outcome !== 'skipped') return '';
  return oneLine(`skipped: ${report.problems.join('; ')}`);
}

/** The line of a log: "drill 3 of 18: haproxy killed on lb01: started, about 4 min left". */
export function drillLine(event: DrillEvent): string {
  const { state, remainingMs, report } = event;
  const words = { started: 'started', fault: 'fault injected', done: report?.outcome ?? 'done' };
  const left =
    remainingMs === undefined || remainingMs < 1000
      ? ''
      : `, about ${roughly(remainingMs / 1000)} left`;
  return `${drillWords(event)}: ${skipReason(event) || words[state]}${left}`;
}
