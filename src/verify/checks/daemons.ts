import type { UnitFact } from '../../core/facts.ts';
import { finding } from '../finding.ts';
import type { Check } from '../view.ts';

/** SYS020: both daemons are active, start at boot, and do not die again and again. */
export const daemons: Check = {
  id: 'daemon',
  needs: ['units'],
  check: ({ nodes }) =>
    nodes.flatMap(({ host, facts }) =>
      ['keepalived', 'haproxy'].map((name) => {
        const unit = facts.units[`${name}.service`];
        return finding({
          id: 'daemon',
          host: host.name,
          title: `${name} is active and starts at boot`,
          problems: problemsOf(unit),
          warnings: warningsOf(unit),
          detail: unit === undefined ? '' : `${unit.active} (${unit.sub}), ${unit.enabled}`,
          advice: adviceFor(name, unit),
        });
      }),
    ),
};

function problemsOf(unit: UnitFact | undefined): string[] {
  if (unit === undefined || unit.load === 'not-found') return ['not installed'];
  const { active, sub, enabled } = unit;
  return [
    ...(active === 'active' ? [] : [`${active} (${sub})`]),
    ...(enabled === 'enabled' ? [] : [`${enabled || 'not enabled'}: it does not start at boot`]),
  ];
}

function warningsOf(unit: UnitFact | undefined): string[] {
  if (unit === undefined) return [];
  return [
    ...(unit.restarts > 0 ? [`died and was started again ${unit.restarts} times`] : []),
    ...(unit.restart === 'no' ? ['nothing starts it again when it dies (Restart=no)'] : []),
  ];
}

function adviceFor(name: string, unit: UnitFact | undefined): string {
  if (unit?.active === 'active') {
    if (unit.enabled !== 'enabled') return `systemctl enable ${name}`;
    if (unit.restarts > 0) return `see why: journalctl -u ${name} -n 50`;
    return `a drop-in with Restart=on-failure: systemctl edit ${name}`;
  }
  return `see why: systemctl status ${name}; journalctl -u ${name} -n 50`;
}
