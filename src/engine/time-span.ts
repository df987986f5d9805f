const units: Record<string, number> = { us: 0.001, ms: 1, s: 1e3, min: 6e4, h: 36e5, d: 864e5 };

/** A time span as systemctl(1) prints it, "1min 30s", "100ms", in milliseconds; null: none, or without end. */
export function milliseconds(text: string): number | null {
  const words = text.split(' ');
  const values = words.map((word) => {
    const [, value, unit = ''] = /^([0-9.]+)([a-z]+)$/.exec(word) ?? [];
    return Number(value) * (units[unit] ?? NaN);
  });
  const total = values.reduce((sum, value) => sum + value, 0);
  return Number.isFinite(total) ? total : null;
}
