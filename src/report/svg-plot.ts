import type { DrillReport } from '../core/drill.ts';

/** In units of the viewBox, which is about a CSS pixel on the screen and 0.85 of one on A4. */
export const width = 800;
/** Where the lanes begin; to the left of it are their names. */
export const left = 132;
export const plotWidth = width - left - 14;
/** How far the band of a break reaches below the axis, to interrupt it. */
export const bottom = 3;

export interface Drawing {
  /** Unique on the page. */
  id: string;
  report: DrillReport;
  /** Instant that times are told from. */
  origin: number;
  hosts: string[];
  /** Where an instant of the drill stands. */
  x: (ms: number) => number;
}

/** Numbers as they stand in a path: a tenth of a unit is finer than a printer. */
export function at(x: number): string {
  return String(Math.round(x * 10) / 10);
}

/** An estimate, on the wide side: the fonts of the reader are not known. */
export function widthOfText(text: string): number {
  return text.length * 6.6;
}

/** Cut to what fits beside the lanes. */
export function label(text: string): string {
  const most = Math.floor((left - 14) / 6.4);
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
