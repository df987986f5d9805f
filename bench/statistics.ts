export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const pair = sorted.length % 2 === 0 ? [middle - 1, middle] : [Math.floor(middle)];
  return pair.reduce((sum, index) => sum + (sorted[index] ?? NaN), 0) / pair.length;
}

export function shuffled<Item>(items: Item[]): Item[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
