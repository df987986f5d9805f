/** A measured or computed time as all reports show it: "1940 ms", "12.35 s", "never" for a bound that is none. */
export function figure(ms: number | null): string {
  // JSON has no Infinity and turns it into null.
  if (ms === null || !Number.isFinite(ms)) return 'never';
  return Math.abs(ms) < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** An instant relative to the fault: "+1803 ms", "−200 ms". */
export function sinceFault(ms: number): string {
  return ms < 0 ? `−${figure(-ms)}` : `+${figure(ms)}`;
}
