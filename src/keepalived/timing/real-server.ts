import type { RealServerModel, ServerCheckModel } from '../model/types.ts';
import { CHECK_RUN_MS } from './allowance.ts';
import { total, type Terms } from './detection.ts';

/**
 * How long keepalived sends connections to a real server whose port refuses them: the first of its checks that counts
 * takes it out. null: none sees it. Pure.
 */
export function realServerDownTerms({ checks }: RealServerModel): Terms | null {
  const [quickest] = checks.map(downTerms).sort((a, b) => total(a) - total(b));
  return quickest ?? null;
}

/** From its return until the last of its checks has passed again. */
export function realServerBackMs({ checks }: RealServerModel): number {
  return Math.max(0, ...checks.map((check) => check.runsBack * (check.delayMs + runMs(check))));
}

function downTerms(check: ServerCheckModel): Terms {
  const { kind, delayMs, retries, retryDelayMs } = check;
  return [
    { what: `${kind}: delay_loop`, ms: delayMs },
    { what: `${kind}: retry × delay_before_retry`, ms: retries * retryDelayMs },
    { what: `${kind}: its own runs`, ms: (retries + 1) * runMs(check) },
  ];
}

/** A port that refuses keeps no check waiting for its connect_timeout. */
function runMs({ timeoutMs }: ServerCheckModel): number {
  return Math.min(timeoutMs, CHECK_RUN_MS);
}
