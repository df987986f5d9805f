import { markup, type Markup } from './markup.ts';

type Outcome = 'passed' | 'warning' | 'failed' | 'skipped' | 'unproven';

const paths: Record<Outcome, string> = {
  passed: 'M3 8.5L6.5 12L13 4.5',
  warning: 'M8 3V9M8 12.2V12.4',
  failed: 'M4 4L12 12M12 4L4 12',
  skipped: 'M3.5 8H12.5',
  unproven: 'M3.5 8H12.5',
};

export function icon(outcome: Outcome): Markup {
  return markup`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="${paths[outcome]}"/></svg>`;
}

/** An outcome as a sign and a word. */
export function outcomeWord(outcome: Outcome, word: string = outcome): Markup {
  return markup`<span class="word ${outcome}">${icon(outcome)} ${word}</span>`;
}

export interface Column {
  title: string;
  number?: boolean;
  /** No wider than what stands in it. */
  narrow?: boolean;
}

export function head(columns: Column[]): Markup {
  return markup`<thead><tr>${columns.map(({ title, number = false, narrow = false }) => {
    const style = [...(number ? ['number'] : []), ...(narrow ? ['narrow'] : [])].join(' ');
    return title === ''
      ? markup`<td></td>`
      : markup`<th scope="col" class="${style}">${title}</th>`;
  })}</tr></thead>`;
}

/** What is too wide for a small screen scrolls by itself, also from the keyboard. */
export function scrolling(label: string, content: Markup): Markup {
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${label}">${content}</div>`;
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** "1 August 2026, 03:11:40 UTC": the same for every reader of the page. */
export function dateAndTimeUtc(epochMs: number): string {
  const date = new Date(epochMs);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}, ${timeUtc(epochMs).slice(0, 8)} UTC`;
}

/** "03:12:05.500", as a journal in UTC has it. */
export function timeUtc(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(11, 23);
}

/** "8 min 32 s", "14 s". */
export function lasting(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
