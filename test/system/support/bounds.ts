import type { Term } from './system.ts';

/**
 * How long a fault may silence an address, from what the shipped inventories say, by VRRP 2's rules (RFC 3768) and those
 * of keepalived's checkers. Written a second time on purpose: the tests must not believe the timing model that they test.
 */

/** Kernel, gratuitous ARP, a client's next try. */
const move: Term = { what: 'takeover', ms: 150 };

function skew(priority: number): Term {
  return { what: `skew of priority ${priority}`, ms: ((256 - priority) / 256) * 1_000 };
}

/** Nobody says farewell: three advertisements of a second are missed by whoever takes over. */
export function nodeDown(takerPriority: number): Term[] {
  return [{ what: '3 × advert_int', ms: 3_000 }, skew(takerPriority), move];
}

/** A check without weight ends in FAULT, which is told at once. */
export function serviceDown(
  check: { intervalS: number; fall: number },
  takerPriority: number,
): Term[] {
  const ms = check.intervalS * check.fall * 1_000;
  // A run of the check: a program is started.
  return [{ what: 'interval × fall', ms }, { what: 'check', ms: 500 }, skew(takerPriority), move];
}

/** A server whose port refuses, behind haproxy: until its checks take it out. */
export function serverRefuses(check: { interS: number; fall: number }): Term[] {
  return [{ what: 'inter × fall', ms: check.interS * check.fall * 1_000 }, move];
}

/** A server that is gone without a word, behind keepalived's TCP_CHECK. */
export function realServerDown(check: {
  delayLoopS: number;
  connectTimeoutS: number;
  retry: number;
  delayBeforeRetryS: number;
}): Term[] {
  const { delayLoopS, connectTimeoutS, retry, delayBeforeRetryS } = check;
  return [
    { what: 'delay_loop', ms: delayLoopS * 1_000 },
    { what: '(retry + 1) × connect_timeout', ms: (retry + 1) * connectTimeoutS * 1_000 },
    { what: 'retry × delay_before_retry', ms: retry * delayBeforeRetryS * 1_000 },
    move,
  ];
}

/** A server whose port refuses, behind a checker of keepalived: no attempt waits. */
export function checkedOut(check: {
  delayLoopS: number;
  retry: number;
  delayBeforeRetryS: number;
}): Term[] {
  const { delayLoopS, retry, delayBeforeRetryS } = check;
  return [
    { what: 'delay_loop', ms: delayLoopS * 1_000 },
    { what: 'retry × delay_before_retry', ms: retry * delayBeforeRetryS * 1_000 },
    // A check that is a program has to be started.
    { what: 'check', ms: 500 },
    move,
  ];
}

export function total(bound: Term[]): number {
  return Math.round(bound.reduce((sum, { ms }) => sum + ms, 0));
}
