import * as z from 'zod';
import type { Facts } from '../core/facts.ts';
import type { StepKind } from '../core/step.ts';
import { packageStep } from './package.ts';
import { fullUnitName, planService } from './service.ts';

const params = z.strictObject({});

export type ClockParams = z.infer<typeof params>;

/** Units that keep a clock, in the order in which one is chosen where several are there and none runs. */
const daemons = [
  'chrony',
  'chronyd',
  'systemd-timesyncd',
  'ntpsec',
  'ntp',
  'ntpd',
  'openntpd',
] as const;

/** Its clock is that of the machine below, which it may not set. */
const isContainer = 'systemd-detect-virt --container --quiet';

/**
 * One daemon keeps the clock: the one that runs; else one that is installed; else chrony. Never a second one: two pull the
 * clock to and fro, and Debian's packages remove each other.
 */
export const clockStep: StepKind<ClockParams> = {
  kind: 'clock',
  about: 'A daemon keeps the clock right: the one that the node has, else chrony.',
  params,

  needs: () => [
    { query: 'guard', command: isContainer },
    ...packageStep.needs([CHRONY]),
    ...daemons.map((name) => ({ query: 'unit' as const, unit: fullUnitName(name) })),
  ],

  plan(facts) {
    if (facts.guards[isContainer] === 0) return [];
    const chosen =
      daemons.find((name) => unitOf(facts, name)?.active === 'active') ??
      daemons.find((name) => unitOf(facts, name)?.load === 'loaded');
    if (chosen !== undefined) return planService(facts, running(chosen));
    const packages = packageStep.plan(facts, [CHRONY]);
    const pending = { ...facts.pending, packages: [...facts.pending.packages, CHRONY] };
    return [...packages, ...planService({ ...facts, pending }, running(ownUnit(facts)))];
  },
};

const CHRONY = 'chrony';

function unitOf(facts: Facts, name: string) {
  return facts.units[fullUnitName(name)];
}

/** Debian calls the unit as the package, the RHEL family as the program. */
function ownUnit({ system }: Facts): string {
  return system.packageManager === 'apt' ? 'chrony' : 'chronyd';
}

function running(name: string) {
  return { name, enabled: true, state: 'running' as const, reload_on: [], restart_on: [] };
}
