import type { DrillName, DrillReport, VipMeasurement } from '../core/drill.ts';

export interface Judged {
  drill: DrillName;
  /** The host that the fault was done to. */
  host: string;
  /** Who held each VIP, by its name, before the fault. */
  heldBefore: Record<string, string>;
  vips: VipMeasurement[];
  fault: DrillReport['fault'];
  leftBehind: string[];
  clockErrorMs: Record<string, number>;
}

/** Whether this promise can be tried at all: what never ends need not be begun. Null, or why not. */
export function hopeless({ name, bound }: Pick<VipMeasurement, 'name' | 'bound'>): string | null {
  if (Number.isFinite(bound.outageMs)) return null;
  const why = bound.terms.find(({ ms }) => !Number.isFinite(ms))?.what;
  return `${name} cannot fail over${why === undefined ? '' : `: ${why}`}`;
}

/** What is wrong with what was measured, worst first; empty: the drill is passed. Pure. */
export function problemsOf(judged: Judged): string[] {
  return [
    ...judged.vips.flatMap((vip) => vipProblems(judged, vip)),
    ...judged.leftBehind.map((what) => `not as before: ${what}`),
  ];
}

function vipProblems(judged: Judged, vip: VipMeasurement): string[] {
  const { bound, name } = vip;
  const stated = hopeless(vip);
  if (stated !== null) return [stated];
  // It has failed before there was a fault: what was measured says nothing.
  if (judged.fault === null) return [];
  const problems: string[] = [];
  if (vip.outageMs > bound.outageMs + vip.errorMs) {
    problems.push(
      `${name} was out for ${ms(vip.outageMs)} ± ${ms(vip.errorMs)}; the configuration promises at most ${ms(bound.outageMs)}`,
    );
  }
  problems.push(...moveProblems(judged, vip), ...splitProblems(judged, vip));
  problems.push(...failbackProblems(judged, vip));
  const lost = judged.drill === 'server-down' ? lostAfterwards(vip, judged.fault.at) : [];
  const [first] = lost;
  if (first !== undefined) {
    const what = `${lost.length} of ${vip.probes.length} requests were lost with one server down`;
    const when = ms(first.at - judged.fault.at);
    problems.push(`${name}: ${what}, the first ${when} after the fault: ${first.error ?? ''}`);
  }
  return problems;
}

/**
 * Requests lost to a server that is down, but for those that it had when it went down: haproxy does not send a request
 * twice (`retry-on`, haproxy configuration manual, 4.2), so they are lost with it.
 */
function lostAfterwards(
  { probes, errorMs }: VipMeasurement,
  downAt: number,
): VipMeasurement['probes'] {
  const hadIt = ({ at, ms: took }: { at: number; ms: number }): boolean =>
    at <= downAt + errorMs && at + took >= downAt - errorMs;
  return probes.filter((probe) => probe.error !== null && !hadIt(probe));
}

function moveProblems(judged: Judged, vip: VipMeasurement): string[] {
  const { name, bound, holders } = vip;
  const before = judged.heldBefore[name];
  const from = judged.fault?.at ?? 0;
  const others = holders.filter(({ host, from: since }) => host !== before && since >= from);
  if (bound.moves && others.length === 0) {
    return [`${name} stayed on ${before}: no other host took it over`];
  }
  const [other] = others;
  if (!bound.moves && bound.mayMove !== true && other !== undefined) {
    return [`${name} moved from ${before} to ${other.host}, which this fault should not do`];
  }
  return [];
}

function splitProblems(judged: Judged, vip: VipMeasurement): string[] {
  const { name, bound, splitBrainMs } = vip;
  const error = Math.max(0, ...Object.values(judged.clockErrorMs)) * 2;
  const seen = judged.drill !== 'vrrp-blocked' || splitBrainMs > 0 || bound.splitBrainMs === 0;
  if (!seen) {
    return [`${name}: no second holder was seen with VRRP blocked: was it blocked at all?`];
  }
  if (splitBrainMs <= bound.splitBrainMs + error + HANDOVER_MS) return [];
  return [
    `${name} had two holders for ${ms(splitBrainMs)}; at most ${ms(bound.splitBrainMs)} is to be expected`,
  ];
}

/** A holder that hears a better one lets go after it has taken over: some milliseconds of overlap are the protocol's own. */
const HANDOVER_MS = 100;

function failbackProblems(judged: Judged, vip: VipMeasurement): string[] {
  const { name, bound, failbackMs } = vip;
  const before = judged.heldBefore[name];
  const now = vip.holders.filter(({ to }) => to === null).map(({ host }) => host);
  if (now.length !== 1) {
    return [`${name} is held by ${now.join(' and ') || 'no host'} after the drill`];
  }
  if (bound.failbackMs === null) return [];
  if (now[0] !== before) return [`${name} did not come back to ${before}: ${now[0]} holds it`];
  const error = 2 * Math.max(0, ...Object.values(judged.clockErrorMs));
  if (failbackMs === undefined || failbackMs <= bound.failbackMs + error + FAILBACK_MARGIN_MS) {
    return [];
  }
  return [
    `${name} came back after ${ms(failbackMs)}; the configuration promises at most ${ms(bound.failbackMs)}`,
  ];
}

/** The undo is a command that has to start a daemon: its own time is not the election's. */
const FAILBACK_MARGIN_MS = 1_000;

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}
