import * as z from 'zod';
import type { ServiceChange, UnitState } from '../core/change.ts';
import type { Facts, UnitFact } from '../core/facts.ts';
import type { Query } from '../core/query.ts';
import { Unplannable, type PlannedStep, type StepKind } from '../core/step.ts';
import { handoverScript } from '../keepalived/handover.ts';
import { mustMatchChanges } from '../keepalived/must-match.ts';
import { processEvents, requireSupport } from '../keepalived/node-support.ts';
import { absolutePath, unitName } from './path.ts';

const params = z.strictObject({
  name: unitName,
  enabled: z.boolean().default(true),
  state: z.enum(['running', 'stopped']).default('running'),
  reload_on: z.array(absolutePath).default([]),
  restart_on: z.array(absolutePath).default([]),
  /** The configuration of a VRRP daemon: its changes are rolled out as VRRP demands, and its VIPs move before it goes down. */
  vrrp_config: absolutePath.optional(),
});

export type ServiceParams = z.infer<typeof params>;

/** A systemd unit: enabled, running, and told when a file of its own has changed. */
export const serviceStep: StepKind<ServiceParams> = {
  kind: 'service',
  about:
    'A systemd service: enabled, running; reloaded or restarted when one of its files changed.',
  params: params,

  needs({ name, vrrp_config: config }) {
    const unit: Query = { query: 'unit', unit: fullUnitName(name) };
    if (config === undefined) return [unit];
    return [
      unit,
      { query: 'package', name: 'keepalived' },
      { query: 'guard', command: processEvents },
    ];
  },

  plan(facts, service) {
    requireVrrpSupport(facts, service.vrrp_config);
    return planService(facts, service);
  },
};

export function fullUnitName(name: string): string {
  return /\.(service|socket|timer|target|path|mount)$/.test(name) ? name : `${name}.service`;
}

export function planService(facts: Facts, service: ServiceParams): PlannedStep[] {
  const unit = fullUnitName(service.name);
  const fact = facts.units[unit];
  const known = fact !== undefined && fact.load !== 'not-found';
  if (!known && service.state === 'stopped' && !service.enabled) return [];
  if (!known && !isBrought(facts, unit)) {
    throw new Unplannable(
      `systemd knows no unit ${unit}`,
      'check its name, or add a package step that brings it before this one',
    );
  }
  if (fact?.load === 'masked') {
    throw new Unplannable(
      `${unit} is masked: somebody has forbidden it to start`,
      `if that is no longer wanted: systemctl unmask ${service.name}`,
    );
  }
  const before: UnitState = known
    ? { enabled: isEnabled(fact), active: isActive(fact) }
    : { enabled: false, active: false };
  const after: UnitState = { enabled: service.enabled, active: service.state === 'running' };
  const action = actionFor({ facts, service, before, canReload: fact?.canReload ?? true });
  if (action === 'none' && before.enabled === after.enabled) return [];
  const care = vrrpCare(facts, service, action);
  const vrrpConfig = service.vrrp_config ?? null;
  const title = titleOf({ name: service.name, before, after, action, ...care });
  return [
    { op: 'service', unit, before, after, action, ...care, vrrpConfig, title, predicted: !known },
  ];
}

/** Asked when its configuration changes: what runs already has shown that it can. */
function requireVrrpSupport(facts: Facts, config: string | undefined): void {
  const after = config === undefined ? undefined : facts.pending.contents[config]?.after;
  if (!after) return;
  const fact = facts.packages['keepalived'];
  requireSupport(after.toString('utf8'), {
    keepalived: fact?.installed ?? fact?.candidate ?? null,
    processEvents: facts.guards[processEvents],
  });
}

/** What a VRRP daemon needs besides: see domain notes in keepalived/must-match.ts and keepalived/handover.ts. */
function vrrpCare(
  facts: Facts,
  { name, vrrp_config: config }: Pick<ServiceParams, 'name' | 'vrrp_config'>,
  action: ServiceChange['action'],
): Pick<ServiceChange, 'lockstep' | 'handover'> {
  if (config === undefined || (action !== 'reload' && action !== 'restart')) {
    return { lockstep: [], handover: null };
  }
  const { before, after } = facts.pending.contents[config] ?? {};
  const lockstep =
    before && after ? mustMatchChanges(before.toString('utf8'), after.toString('utf8')) : [];
  const goesDown = action === 'restart' || lockstep.length > 0;
  return { lockstep, handover: goesDown ? handoverScript(name, config) : null };
}

/** By a package or as a file, earlier in the same plan. */
function isBrought({ pending }: Facts, unit: string): boolean {
  return pending.packages.length > 0 || pending.paths.some((path) => path.endsWith(`/${unit}`));
}

function actionFor(given: {
  facts: Facts;
  service: ServiceParams;
  before: UnitState;
  canReload: boolean;
}): ServiceChange['action'] {
  const { facts, service, before, canReload } = given;
  if (service.state === 'stopped') return before.active ? 'stop' : 'none';
  if (!before.active) return 'start';
  const touched = (paths: string[]) => paths.some((path) => facts.pending.paths.includes(path));
  if (touched(service.restart_on)) return 'restart';
  if (touched(service.reload_on)) return canReload ? 'reload' : 'restart';
  return 'none';
}

function isEnabled(fact: UnitFact): boolean {
  // static, alias, indirect and generated units have no switch of their own: they count as on.
  return !['disabled', 'bad', 'transient', ''].includes(fact.enabled);
}

function isActive(fact: UnitFact): boolean {
  // It has died, and only waits for its next start.
  if (fact.sub === 'auto-restart') return false;
  return ['active', 'activating', 'reloading'].includes(fact.active);
}

function titleOf(given: {
  name: string;
  before: UnitState;
  after: UnitState;
  action: string;
  lockstep: string[];
}): string {
  const { name, before, after, action, lockstep } = given;
  const verbs: string[] = [];
  if (before.enabled !== after.enabled) verbs.push(after.enabled ? 'enable' : 'disable');
  if (action !== 'none') verbs.push(action);
  const care =
    lockstep.length > 0
      ? ` (stopped on the standby meanwhile, because of ${lockstep.join(', ')}${silence(lockstep)})`
      : '';
  return `${verbs.join(' and ')} ${name}${care}`;
}

/** A new VRID is a new election, whatever is done: its VIP has no master until the master-down interval is over. */
function silence(lockstep: string[]): string {
  const elected = lockstep.flatMap((what) => /^VRID of (.+)$/.exec(what)?.[1] ?? []);
  return elected.length === 0 ? '' : `; ${elected.join(', ')} will be silent for one election`;
}
