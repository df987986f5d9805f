/** Signs that mean something in either configuration, and a few that could break whoever reads by regular expressions. */
export const signs = [
  ...['\n', '\r\n', ' ', '\t', '{', '}', '"', "'", '#', '!', '\\', '\\\n', '$A=', '${A}', '$A'],
  ...['@a ', '@^b ', 'include x', 'vrrp_instance V', '~SEQ(A,1,3) x', 'frontend f', '.if x\n'],
  ...['.endif', 'no ', 'a', 'é', '\u00a0', '\u0000'],
];

/** A text with some stretches cut out or replaced by signs: the same one for the same seed. */
export function mutate(text: string, seed: number): string {
  let state = seed;
  const random = (below: number): number => {
    // A linear congruential generator (Numerical Recipes): fast, and good enough to pick places.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let mutated = text;
  for (let changes = 1 + random(8); changes > 0; changes -= 1) {
    const from = random(mutated.length + 1);
    const put = Array.from({ length: random(4) }, () => signs[random(signs.length)] ?? '').join('');
    mutated = mutated.slice(0, from) + put + mutated.slice(from + random(12));
  }
  return mutated;
}
