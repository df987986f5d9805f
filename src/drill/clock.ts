/** A node was asked for its time: when, when the answer was here, and the answer. All in milliseconds. */
export interface ClockSample {
  sentAt: number;
  receivedAt: number;
  node: number;
}

/** What to subtract from a time of the node to have ours, and how far that can be off. */
export interface ClockOffset {
  offsetMs: number;
  errorMs: number;
}

/**
 * Each answer was given between question and receipt, so each says between which two values the offset lies; all of
 * them together say it more closely than the quickest alone. Where they contradict each other the clock was set
 * meanwhile: then the quickest answer counts. Throws without samples.
 */
export function offsetOf(samples: ClockSample[]): ClockOffset {
  const [first] = samples;
  if (first === undefined) throw new Error('no samples of the clock');
  const low = Math.max(...samples.map(({ node, receivedAt }) => node - receivedAt));
  const high = Math.min(...samples.map(({ node, sentAt }) => node - sentAt));
  if (low <= high) return between(low, high);
  const quickest = samples.reduce((best, one) => (roundTrip(one) < roundTrip(best) ? one : best));
  return between(quickest.node - quickest.receivedAt, quickest.node - quickest.sentAt);
}

/** Compared before and after: what the clock has drifted in between is error too. */
export function withDrift(before: ClockOffset, after: ClockOffset): ClockOffset {
  return {
    offsetMs: before.offsetMs,
    errorMs: Math.max(before.errorMs, after.errorMs) + Math.abs(after.offsetMs - before.offsetMs),
  };
}

function between(low: number, high: number): ClockOffset {
  return { offsetMs: (low + high) / 2, errorMs: (high - low) / 2 };
}

function roundTrip({ sentAt, receivedAt }: ClockSample): number {
  return receivedAt - sentAt;
}
