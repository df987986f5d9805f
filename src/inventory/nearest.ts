import { nearest } from '../core/nearest.ts';

export { nearest };

/** "did you mean `priority`?", or the list of what there is. */
export function suggestion(word: string, known: Iterable<string>): string | undefined {
  const words = [...known];
  const best = nearest(word, words);
  if (best !== null) return `did you mean \`${best}\`?`;
  if (words.length === 0) return undefined;
  return `known here: ${words.slice(0, 30).join(', ')}`;
}
