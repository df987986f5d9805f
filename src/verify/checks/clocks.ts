import type { CheckResult } from '../../core/failure.ts';
import { finding } from '../finding.ts';
import type { Check, NodeView } from '../view.ts';

const MOST_MS = 1_000;

/** SYS030: with clocks apart, logs of two nodes cannot be read side by side, and certificates and tokens fail on one only. */
export const clocks: Check = {
  id: 'clocks',
  needs: ['clock'],
  check({ nodes }) {
    const offsets = nodes.flatMap((node) => offsetOf(node) ?? []);
    return offsets.flatMap((one, index) =>
      offsets.slice(index + 1).map((other) => compare(one, other)),
    );
  },
};

interface Offset {
  host: string;
  /** The node's clock against ours, and how far that can be off. */
  ms: number;
  errorMs: number;
}

function offsetOf({ host, facts }: NodeView): Offset | null {
  const between = facts.clockReadBetween;
  if (between === undefined || facts.system.clock === 0) return null;
  const middle = (between.from + between.to) / 2;
  return {
    host: host.name,
    ms: facts.system.clock * 1000 - middle,
    errorMs: (between.to - between.from) / 2,
  };
}

function compare(one: Offset, other: Offset): CheckResult {
  const apart = Math.abs(one.ms - other.ms);
  const error = one.errorMs + other.errorMs;
  const measured = `${Math.round(apart)} ms apart (± ${Math.round(error)} ms)`;
  const surely = apart - error > MOST_MS;
  const maybe = !surely && apart + error > MOST_MS;
  return finding({
    id: 'clocks',
    title: `the clocks of ${one.host} and ${other.host} agree`,
    problems: surely ? [`${measured}, at most ${MOST_MS} ms are good`] : [],
    warnings: maybe ? [`${measured}: too coarse to say`] : [],
    detail: maybe ? '' : measured,
    advice: surely
      ? 'is time synchronised on both? timedatectl; chronyc tracking; the role time-sync sees to it'
      : 'the link was slow just now: try again',
  });
}
