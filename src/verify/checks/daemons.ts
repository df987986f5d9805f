import type { UnitFact } from '../../core/facts.ts';
import { daemonUnit, optionFiles } from '../daemon-units.ts';
import { finding } from '../finding.ts';
import type { Check, NodeView } from '../view.ts';

/** SYS020, SYS021, SYS024: the daemons of each node are active, start at boot when the network is up, and do not die again and again. */
export const daemons: Check = {
  id: 'daemon',
  needs: ['configs', 'units', 'daemon-units'],
  check: ({ nodes }) =>
    nodes.flatMap((node) =>
      node.daemons.map((name) => {
        const { host, facts } = node;
        const unit = facts.units[`${name}.service`];
        const atBoot = bootWarnings(node, name);
        return finding({
          id: 'daemon',
          host: host.name,
          title: `${name} is active and starts at boot`,
          problems: problemsOf(unit),
          warnings: [...warningsOf(unit), ...atBoot],
          detail: unit === undefined ? '' : `${unit.active} (${unit.sub}), ${unit.enabled}`,
          advice: adviceFor(name, unit, atBoot.length > 0),
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

/** What only the next boot shows. */
function bootWarnings(node: NodeView, name: string): string[] {
  const unit = daemonUnit(node, name);
  if (unit === null) return [];
  const waits = unit.waitsForNetwork || node.model.global.startupDelayMs > 0;
  const unread = optionFiles(node, name).filter((path) => !unit.options.includes(path));
  return [
    ...(name === 'keepalived' && !waits
      ? [
          'it starts before the network is up (no network-online.target): an interface may be missing then',
        ]
      : []),
    ...unread.map((path) => `${path} is there, but the unit does not read it`),
  ];
}

function adviceFor(name: string, unit: UnitFact | undefined, atBoot: boolean): string {
  if (unit?.active === 'active') {
    if (unit.enabled !== 'enabled') return `systemctl enable ${name}`;
    if (unit.restarts === 0 && unit.restart !== 'no' && atBoot)
      return `systemctl edit ${name}: After=network-online.target and Wants=network-online.target; move options to the file that the unit reads: systemctl show ${name} -p EnvironmentFiles`;
    if (unit.restarts > 0) return `see why: journalctl -u ${name} -n 50`;
    return `a drop-in with Restart=on-failure: systemctl edit ${name}`;
  }
  return `see why: systemctl status ${name}; journalctl -u ${name} -n 50`;
}
