/** Of hostile input: nothing that long is a slip of the fingers. */
const LONGEST = 64;

/**
 * The word of a list that somebody most likely meant; null when none is near.
 * `limit` says how many slips are allowed: by default one in three signs.
 */
export function nearest(
  word: string,
  known: Iterable<string>,
  limit = Math.max(1, Math.floor(word.length / 3)),
): string | null {
  const lower = word.toLowerCase();
  let best: string | null = null;
  let least = limit + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const distance = edits(lower, candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Signs that are added, left out, exchanged, or swapped with their neighbour. */
function edits(one: string, other: string): number {
  if (one.length > LONGEST || other.length > LONGEST) return Infinity;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const isSame = one[row - 1] === other[at - 1];
      const isSwapped = one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1];
      next.push(
        Math.min(
          (last[at] ?? Infinity) + 1,
          (next[at - 1] ?? Infinity) + 1,
          (last[at - 1] ?? Infinity) + (isSame ? 0 : 1),
          isSwapped ? (before[at - 2] ?? Infinity) + 1 : Infinity,
        ),
      );
    }
    [before, last] = [last, next];
  }
  return last[other.length] ?? Infinity;
}
