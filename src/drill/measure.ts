import {
  isServerDrill,
  type DrillMark,
  type DrillName,
  type OutageBound,
  type VipMeasurement,
} from '../core/drill.ts';
import { heldFor, spansOn, type Span } from './holders.ts';
import type { NodeEvent } from './node-events.ts';
import { longer, longestOutage, wholeOutage, type Outage, type ProbeResult } from './outage.ts';

/** What was recorded in one drill, all in milliseconds after its start by the controller's clock. */
export interface Recording {
  drill: DrillName;
  /** The host that the fault was done to. */
  victim: string;
  nodes: { host: string; events: NodeEvent[] }[];
  fault: { at: number; undoneAt: number | null } | null;
  /** When the last request was begun: what came after was only tidied up. */
  end: number;
}

export interface RecordedVip {
  name: string;
  address: string;
  port: number;
  probes: ProbeResult[];
  probeEveryMs: number;
  largestLatenessMs: number;
  bound: OutageBound;
}

/** One VIP, as it was held and as it answered. Pure. */
export function measureVip(recording: Recording, vip: RecordedVip): VipMeasurement {
  const { fault, end } = recording;
  const { name, address, port, probes, probeEveryMs, bound } = vip;
  const holders = holdersOf(recording, address);
  const outage = outageIn(recording, probes);
  const whole = { from: 0, to: end };
  const back = failback(recording, holders);
  return {
    name,
    address,
    port,
    holders,
    probes: probes.map(({ at, ms, error }) => ({ at: round(at), ms: round(ms), error })),
    probeEveryMs,
    outageMs: outage === null ? 0 : round(outage.to - outage.from),
    errorMs: round(2 * probeEveryMs + vip.largestLatenessMs + medianMs(probes)),
    bound,
    failedProbes: probes.filter(({ error }) => error !== null).length,
    noHolderMs: fault === null ? 0 : round(heldFor(holders, whole, (count) => count === 0)),
    splitBrainMs: round(heldFor(holders, whole, (count) => count > 1)),
    ...(back === null ? {} : { failbackMs: back }),
  };
}

function outageIn({ drill, fault, end }: Recording, probes: ProbeResult[]): Outage | null {
  const longest = longestOutage(probes, end);
  if (fault === null || !isServerDrill(drill)) return longest;
  const during = { from: fault.at, to: fault.undoneAt ?? end };
  return longer(longest, wholeOutage(probes, during, end));
}

/** Every span of an address on every host, in order. */
export function holdersOf({ nodes }: Pick<Recording, 'nodes'>, address: string): Span[] {
  return nodes
    .flatMap(({ host, events }) => spansOn(host, address, fromTheStart(events)))
    .map(({ host, from, to }) => ({
      host,
      from: round(Math.max(0, from)),
      to: to === null ? null : round(Math.max(0, to)),
    }))
    .filter(({ from, to }) => to === null || to > from)
    .sort((a, b) => a.from - b.from);
}

/** The first list was made before anything happened: it holds from the beginning. */
function fromTheStart(events: NodeEvent[]): NodeEvent[] {
  const first = events.findIndex(({ event }) => event === 'listed');
  return events.map((event, index) => (index === first ? { ...event, at: 0 } : event));
}

/** Who holds it at this time; with two holders, the one that has it longer. */
export function holderAt(spans: Span[], at: number): string | null {
  return spans.find(({ from, to }) => from <= at && (to === null || to > at))?.host ?? null;
}

/**
 * From the end of the fault until the first holder is the only one again; null where it never stopped to be, or is
 * not again.
 */
function failback({ fault, end }: Recording, spans: Span[]): number | null {
  if (fault === null || fault.undoneAt === null) return null;
  const before = holderAt(spans, fault.at - 1);
  const ours = spans.filter(({ host }) => host === before);
  const rivals = spans.filter(({ host, from }) => host !== before && from >= fault.at - 1);
  const last = ours.at(-1);
  if (before === null || rivals.length === 0 || last?.to !== null) return null;
  if (rivals.some(({ to }) => to === null || to > end)) return null;
  const alone = Math.max(last.from, ...rivals.map(({ to }) => to ?? end));
  return round(Math.max(0, alone - fault.undoneAt));
}

/** What happened, in order, for the timeline. Pure. */
export function marksOf(recording: Recording, vips: VipMeasurement[]): DrillMark[] {
  const { fault, victim } = recording;
  if (fault === null) return [];
  const marks: DrillMark[] = [{ at: round(fault.at), kind: 'fault', text: 'fault', host: victim }];
  if (fault.undoneAt !== null) {
    marks.push({ at: round(fault.undoneAt), kind: 'undo', text: 'fault ends', host: victim });
  }
  for (const { host, events } of recording.nodes) {
    const seen = events.find((event) => event.at >= fault.at && isDetection(event));
    if (seen?.event === 'said') {
      marks.push({ at: round(seen.at), kind: 'detect', text: seen.text, host });
    }
  }
  for (const vip of vips) marks.push(...vipMarks(recording, vip));
  return marks.sort((a, b) => a.at - b.at);
}

function vipMarks(recording: Recording, vip: VipMeasurement): DrillMark[] {
  const { fault } = recording;
  const marks: DrillMark[] = [];
  const since = fault?.at ?? 0;
  const before = holderAt(vip.holders, since - 1);
  for (const { host, from } of vip.holders) {
    if (from < since) continue;
    const kind = host === before ? 'failback' : 'takeover';
    marks.push({ at: from, kind, text: `${host} takes ${vip.name}`, host, vip: vip.name });
  }
  const outage = outageIn(recording, vip.probes);
  if (outage !== null) {
    const { name } = vip;
    marks.push({
      at: round(outage.from),
      kind: 'lost',
      text: `${name} does not answer`,
      vip: name,
    });
    marks.push({ at: round(outage.to), kind: 'back', text: `${name} answers again`, vip: name });
  }
  return marks;
}

/** keepalived's own words for having seen that something is wrong. */
function isDetection(event: NodeEvent): boolean {
  return (
    event.event === 'said' &&
    /now returning [1-9]|timed.?out|FAULT STATE|effective priority|priority 0|reports? .*DOWN|lost|down$/i.test(
      event.text,
    )
  );
}

function medianMs(probes: ProbeResult[]): number {
  const answered = probes.flatMap(({ ms, error }) => (error === null ? [ms] : []));
  return answered.sort((a, b) => a - b)[Math.floor(answered.length / 2)] ?? 0;
}

/** Tenths: more than that nobody has measured. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
