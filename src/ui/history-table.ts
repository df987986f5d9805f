import { oneLine } from '../core/text.ts';
import { cleanDeep } from './clean-event.ts';
import type { Paint } from './paint.ts';
import { renderTable, type DataTableOptions } from './table.ts';
import { dateAndTime } from './time.ts';
import { fit } from './width.ts';

export interface HistoryEntry {
  id: string;
  /** Seconds since the epoch. */
  startedAt: number;
  owner: string;
  title: string;
  /** State by host name. */
  states: Record<string, string>;
  /** The reason of the failure for which it was abandoned. */
  why?: string;
}

/** Newest first, as given. Equal states are written once; unequal ones stand out: the pair does not agree. */
export function historyTable(entries: HistoryEntry[], options: DataTableOptions): string[] {
  return renderTable(
    ['transaction', 'when', 'who', 'what', 'state'],
    cleanDeep(entries, options.mask ?? String).map(
      ({ id, startedAt, owner, title, states, why }) => [
        id,
        dateAndTime(startedAt),
        oneLine(owner),
        fit(oneLine(title), 40),
        stateText(states, options.paint) + (why === undefined ? '' : ` (${oneLine(why)})`),
      ],
    ),
    options,
  );
}

function stateText(states: Record<string, string>, paint: Paint): string {
  const color = (state: string): string => {
    if (state === 'confirmed') return paint.green(state);
    return state === 'reverted' || state === 'abandoned' ? state : paint.yellow(state);
  };
  const distinct = [...new Set(Object.values(states))];
  if (distinct.length === 1) return color(distinct[0] ?? '');
  return Object.entries(states)
    .map(([host, state]) => `${host} ${color(state)}`)
    .join(', ');
}
