import { argument } from './find.ts';
import type { Statement } from './tree.ts';

/** The number after a keyword; `otherwise` where the statement or a readable number is missing. */
export function numberIn(of: Statement | undefined, otherwise: number, n = 1): number {
  const text = argument(of, n);
  const number = text === null || text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(number) ? number : otherwise;
}

/** Seconds, with or without a fraction, as milliseconds. */
export function millisecondsIn(of: Statement | undefined, otherwise: number): number {
  const seconds = numberIn(of, NaN);
  return Number.isNaN(seconds) || seconds < 0 ? otherwise : Math.round(seconds * 1000);
}

/** A keyword that may have a value: alone it means yes. */
export function isOn(of: Statement | undefined, otherwise = false): boolean {
  if (of === undefined) return otherwise;
  return !['off', 'false', 'no', '0'].includes(argument(of)?.toLowerCase() ?? 'on');
}
