import type { Service } from '../../core/drill.ts';
import { isAtLeast } from '../version.ts';
import { MOVE_MS } from './allowance.ts';
import { detectionsOf, total, type Detection, type Terms } from './detection.ts';
import { effectivePriority, isWeighted } from './election.ts';
import { advertMsOf, silenceMs, skewMs } from './interval.ts';
import type { Side } from './sides.ts';

/** The terms of a takeover, or why there is none. */
export type Takeover = { terms: Terms } | { never: string };

/** What every move ends with. */
export const moveTerm = { what: 'kernel, gratuitous ARP, retry', ms: MOVE_MS };

/** How the VIP leaves a master whose service is gone while its keepalived lives: by a fault or by a lower priority. */
export function serviceFailure(
  holder: Side,
  taker: Side,
  failed: { service: Service; gone: 'itself' | 'its servers' },
): Takeover {
  const detections = detectionsOf(holder.node, holder.instance, failed);
  if (detections.length === 0) {
    return {
      never: `nothing that ${holder.instance.name} tracks on ${holder.node.host} looks at ${failed.service}`,
    };
  }
  const faults = detections.filter(({ track }) => track.weight === 0);
  const weighted = detections.filter(({ track }) => isWeighted(track, holder.instance));
  const ways = [
    ...faults.map((detection) => byFault(detection, holder, taker)),
    ...(weighted.length > 0 ? [byPriority(weighted, holder, taker)] : []),
  ];
  return quickest(ways) ?? { never: 'no tracker that sees it counts in the election' };
}

/** Of several ways out the one that is over first; where there is none, the first reason. */
function quickest(ways: Takeover[]): Takeover | undefined {
  const open = ways.filter((way) => 'terms' in way);
  return open.sort((a, b) => total(a.terms) - total(b.terms))[0] ?? ways[0];
}

/** Weight 0: the master goes into FAULT and says farewell; before 2.0 it just falls silent. */
function byFault({ terms }: Detection, holder: Side, taker: Side): Takeover {
  const farewell = isAtLeast(holder.node.version, [2, 0]) !== false;
  return {
    terms: [
      ...terms,
      ...(farewell ? [skewTerm(taker, holder)] : masterDownTerms(taker, holder)),
      moveTerm,
    ],
  };
}

/** keepalived >= 2.0 discards the lower advertisements and lets its timer run out; before it took over at the first. */
function byPriority(detections: Detection[], holder: Side, taker: Side): Takeover {
  const failing = detections.map(({ track }) => track);
  const left = effectivePriority(holder.instance, failing).priority;
  const other = effectivePriority(taker.instance).priority;
  const weights = failing.map(({ weight }) => weight).join(', ');
  if (other <= left) {
    return {
      never: `weight ${weights} cannot flip the election: with the check failing ${holder.node.host} still has ${left}, ${taker.node.host} has ${other}`,
    };
  }
  if (!taker.instance.preempts) {
    return {
      never: `nopreempt on ${taker.node.host}: it never takes over from a living master, however low weight ${weights} makes its priority`,
    };
  }
  const slowest = detections.reduce((a, b) => (total(a.terms) >= total(b.terms) ? a : b));
  const delayMs = taker.instance.preemptDelayMs;
  const interval = {
    what: 'advertisement interval until the lower priority is heard',
    ms: advertMsOf(taker.instance, holder.instance),
  };
  const modern = isAtLeast(taker.node.version, [2, 0]) !== false;
  return {
    terms: [
      ...slowest.terms,
      ...(delayMs > 0 || !modern ? [interval] : []),
      ...(delayMs > 0 ? [{ what: `preempt_delay of ${taker.node.host}`, ms: delayMs }] : []),
      ...(modern || delayMs > 0 ? masterDownTerms(taker, holder) : []),
      moveTerm,
    ],
  };
}

export function skewTerm(taker: Side, holder: Side) {
  const { priority } = effectivePriority(taker.instance);
  return {
    what: `skew of ${taker.node.host} (priority ${priority})`,
    ms: skewMs(priority, taker.instance.version, advertMsOf(taker.instance, holder.instance)),
  };
}

/** The master-down interval: what a backup waits for a master that fell silent. */
export function masterDownTerms(taker: Side, holder: Side): Terms {
  return [
    {
      what: `${taker.instance.downAdverts} × advertisement interval`,
      ms: silenceMs(taker.instance, holder.instance),
    },
    skewTerm(taker, holder),
  ];
}
