import type { Dial } from '../core/session.ts';
import { request } from '../verify/request.ts';
import type { ProbeResult } from './outage.ts';

/** What is asked of one VIP. */
export interface ProbeTarget {
  address: string;
  port: number;
  /** GET of this path; null: a connection is answer enough. */
  path: string | null;
}

export interface ProberOptions {
  dial: Dial;
  everyMs: number;
  /** A probe that takes longer has failed. */
  limitMs: number;
  /** Milliseconds, of a clock that only goes forward. */
  now: () => number;
}

export interface Prober {
  /** In order of their beginning. Those that are still on their way are not in it. */
  readonly results: ProbeResult[];
  /** How much later than planned a probe has ever begun: the event loop had something else to do. */
  readonly largestLatenessMs: number;
  /** Waits for those on their way. */
  stop(): Promise<void>;
}

/** More than this on their way at once say nothing more, and cost the client's ports. */
const MOST_IN_FLIGHT = 150;

/** A request every `everyMs`, each on a connection of its own, whatever became of the one before. */
export function startProber(target: ProbeTarget, options: ProberOptions): Prober {
  const { everyMs, now } = options;
  const results: ProbeResult[] = [];
  const inFlight = new Set<Promise<void>>();
  let largestLatenessMs = 0;
  let timer: NodeJS.Timeout | undefined;
  let due = now();

  const probe = async (at: number): Promise<void> => {
    const answer = await request(options.dial, { ...target, limitMs: options.limitMs });
    const refused = (answer.status ?? 0) >= 500 ? `status ${answer.status}` : null;
    results.push({ at, ms: answer.ms, error: answer.error ?? refused });
  };
  const tick = (): void => {
    const at = now();
    largestLatenessMs = Math.max(largestLatenessMs, at - due);
    if (inFlight.size < MOST_IN_FLIGHT) {
      const one = probe(at).finally(() => inFlight.delete(one));
      inFlight.add(one);
    }
    // Late once is no reason to ask twice at once: what was missed is missed, and known as lateness.
    due = Math.max(due + everyMs, at);
    timer = setTimeout(tick, due - now());
  };
  tick();

  return {
    get results() {
      return results.sort((a, b) => a.at - b.at);
    },
    get largestLatenessMs() {
      return largestLatenessMs;
    },
    async stop() {
      clearTimeout(timer);
      await Promise.all(inFlight);
    },
  };
}
