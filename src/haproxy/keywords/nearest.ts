import { nearest } from '../../core/nearest.ts';

/** The word of haproxy that was probably meant. Its words are short and alike: one or two slips, no more. */
export function nearestWord(word: string, known: Iterable<string>): string | null {
  return nearest(word, known, word.length < 5 ? 1 : 2);
}
