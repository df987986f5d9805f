/** What one sign of a pattern allows; `*`: any number of signs within a name. */
type Part = '*' | ((sign: string) => boolean);

/** glob(7): `*`, `?` and `[…]` within one name. Never slower than both lengths multiplied, whatever the pattern. */
export function matchesGlob(path: string, pattern: string): boolean {
  const parts = partsOf(pattern);
  // The places in the pattern at which what is read of the path so far may have arrived.
  let reached = afterStars(new Set([0]), parts);
  for (const sign of path) {
    const next = new Set<number>();
    for (const at of reached) {
      const part = parts[at];
      if (part === '*' && sign !== '/') next.add(at);
      if (typeof part === 'function' && part(sign)) next.add(at + 1);
    }
    reached = afterStars(next, parts);
  }
  return reached.has(parts.length);
}

/** A `*` may stand for nothing. */
function afterStars(reached: Set<number>, parts: Part[]): Set<number> {
  for (const at of reached) if (parts[at] === '*') reached.add(at + 1);
  return reached;
}

function partsOf(pattern: string): Part[] {
  const signs = pattern.match(/\[[!^]?\]?[^\]]*\]|\\?./gsu) ?? [];
  return signs.map((sign): Part => {
    if (sign === '*') return '*';
    if (sign === '?') return (one) => one !== '/';
    if (sign.length > 2 && sign.startsWith('[')) return oneOf(sign.slice(1, -1));
    const literal = sign.length > 1 ? sign.slice(1) : sign;
    return (one) => one === literal;
  });
}

/** `abc`, `a-z`, `!a-z`. */
function oneOf(list: string): (sign: string) => boolean {
  const negated = /^[!^]/.test(list);
  const ranges = (negated ? list.slice(1) : list).match(/.-.|./gsu) ?? [];
  const has = (sign: string) =>
    ranges.some((range) => {
      const [from = '', to = from] = range.length > 2 ? range.split(/(?<=^.)-/su) : [range];
      return sign >= from && sign <= to;
    });
  return (sign) => sign !== '/' && has(sign) !== negated;
}
