import type { HostName } from './pair.ts';
import { hosts } from './pair.ts';

export const faults = ['kill', 'cut', 'cut-all', 'sshd', 'power', 'peer'] as const;
export type Fault = (typeof faults)[number];

export const faultTitles: Record<Fault, string> = {
  kill: 'controller SIGKILL',
  cut: 'link cut',
  'cut-all': 'all links cut',
  sshd: 'sshd killed',
  power: 'node power-cut',
  peer: 'peer power-cut',
};

export const scenarios = ['first', 'change', 'invalid', 'gate'] as const;
export type Scenario = (typeof scenarios)[number];

export const scenarioTitles: Record<Scenario, string> = {
  first: 'first deploy',
  change: 'config change',
  invalid: 'failing validation',
  gate: 'failing health gate',
};

export interface Case {
  scenario: Scenario;
  fault: Fault;
  /** "sent stage prod-bj-lb02 #1", as the rig says it. */
  boundary: string;
  /** Its place among the scenario's boundaries, from 1. */
  number: number;
  of: number;
}

/** The host that a boundary is about. */
export function hostOf(boundary: string): HostName {
  return hosts.find((host) => boundary.includes(` ${host} #`)) ?? hosts[0];
}

export function peerOf(host: HostName): HostName {
  return host === hosts[0] ? hosts[1] : hosts[0];
}

/**
 * All cases, in an order of which every beginning is spread evenly: the cells (scenario × fault) take turns,
 * and each cell goes over its boundaries in ever smaller steps, from a place that the seed decides.
 */
export function casesOf(
  boundaries: Partial<Record<Scenario, string[]>>,
  given: { faults: readonly Fault[]; every: number; seed: number },
): Case[] {
  const cells = Object.entries(boundaries).flatMap(([scenario, all]) =>
    given.faults.map((fault, cell) =>
      spread(all.length, given.seed + cell * 7919)
        .filter((_, index) => index < Math.ceil(all.length / given.every))
        .map((index): Case => ({
          scenario: scenario as Scenario,
          fault,
          boundary: all[index] ?? '',
          number: index + 1,
          of: all.length,
        })),
    ),
  );
  const longest = Math.max(0, ...cells.map((cell) => cell.length));
  return Array.from({ length: longest }, (_, turn) =>
    cells.flatMap((cell) => cell[turn] ?? []),
  ).flat();
}

/** 0 … count-1, each once, every beginning of it spread out: steps of the golden ratio. */
function spread(count: number, seed: number): number[] {
  const places = Array.from(
    { length: count },
    (_, turn) => (seed * 0.7548776662 + turn * 0.6180339887) % 1,
  );
  const ranked = places
    .map((place, turn) => ({ place, turn }))
    .sort((one, other) => one.place - other.place);
  const rank = new Map(ranked.map(({ turn }, index) => [turn, index]));
  return places.map((_, turn) => rank.get(turn) ?? 0);
}
