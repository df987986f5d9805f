/** The word of a list that somebody most likely meant, or null when none is near. */
export function nearest(word: string, known: Iterable<string>): string | null {
  let best: { word: string; distance: number } | null = null;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (best === null || distance < best.distance) best = { word: candidate, distance };
  }
  const limit = Math.max(1, Math.floor(word.length / 3));
  return best !== null && best.distance <= limit ? best.word : null;
}

/** "did you mean `priority`?", or the list of what there is. */
export function suggestion(word: string, known: Iterable<string>): string | undefined {
  const words = [...known];
  const best = nearest(word, words);
  if (best !== null) return `did you mean \`${best}\`?`;
  if (words.length === 0) return undefined;
  return `known here: ${words.slice(0, 30).join(', ')}`;
}

/** Levenshtein, with a swap of neighbours counted as one edit: the commonest slip of all. */
function editDistance(a: string, b: string): number {
  // A word from hostile input must not cost time: nothing that long is a typing error.
  if (a.length > 64 || b.length > 64) return Infinity;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const substitution = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? at(i - 2, j - 2) + 1 : Infinity;
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, substitution, swap));
    }
  }
  return at(a.length, b.length);
}
