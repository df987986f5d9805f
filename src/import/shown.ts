import { oneLine, shorten } from '../core/text.ts';

/** Somebody else's text inside a sentence: one short line. Cut first: a line of a megabyte is no work then. */
export function shown(text: string, maxLength = 80): string {
  return shorten(oneLine(text.slice(0, 4 * maxLength)), maxLength);
}
