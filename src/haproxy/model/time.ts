const units: Record<string, number> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A time as haproxy reads it, in milliseconds: without a unit it has `bare` already. null: it is none. */
export function timeOf(text: string | undefined, bare: 'ms' | 's' = 'ms'): number | null {
  const [, number, unit = bare] = /^(\d{1,15})(us|ms|s|m|h|d)?$/.exec(text ?? '') ?? [];
  return number === undefined ? null : Number(number) * (units[unit] ?? 1);
}
