/** 0.4s, 12.3s, 1m02s, 2h05m. */
export function elapsed(ms: number): string {
  const tenths = Math.round(Math.max(0, ms) / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${two(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
}

/** A length of time in whole units, for sentences: 45 s, 3 min, 2 h, 5 days. */
export function roughly(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

/** How long ago, both in seconds since the epoch. A node's clock may be ahead of ours. */
export function ago(then: number, now: number): string {
  const seconds = now - then;
  if (seconds < -5) return `in ${roughly(-seconds)}`;
  return seconds < 5 ? 'just now' : `${roughly(seconds)} ago`;
}

/** Local time of day, of the operator: 03:12:04. */
export function timeOfDay(epochSeconds: number): string {
  const date = new Date(epochSeconds * 1000);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

/** 2026-08-01 03:12, local. */
export function dateAndTime(epochSeconds: number): string {
  const date = new Date(epochSeconds * 1000);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${timeOfDay(epochSeconds).slice(0, 5)}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
