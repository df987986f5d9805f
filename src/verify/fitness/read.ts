import type { Facts } from '../../core/facts.ts';
import { said } from '../view.ts';

/** What src/remote/verify/fitness.sh found on a node. */
export interface Fitness {
  /** Programs that are not there. */
  missing: string[];
  systemdVersion: number | null;
  /** What `systemctl is-system-running` says: running, degraded, starting, stopping … */
  state: string | null;
  failedUnits: string[];
  unwritable: { directory: string; reason: string }[];
  /** Packages that are neither installed nor away. */
  halfInstalled: { name: string; status: string }[];
  /** Who is just installing something. */
  locks: { file: string; pid: string; program: string }[];
  /** What installs new versions without being asked. */
  updaters: string[];
  /** Packages that those leave alone: beginnings of names, as regular expressions. */
  kept: string[];
  /** Active units of tools that manage the node as well. */
  agents: string[];
}

export function fitnessOf(facts: Facts): Fitness {
  const rows = said(facts, 'fitness')
    .split('\n')
    .map((line) => line.split('\t'));
  const of = (type: string): string[][] =>
    rows.flatMap(([word, ...fields]) => (word === type ? [fields] : []));
  const firsts = (type: string): string[] => of(type).flatMap(([first = '']) => first);
  const version = Number.parseInt(firsts('systemd')[0] ?? '', 10);
  return {
    missing: firsts('missing'),
    systemdVersion: Number.isNaN(version) ? null : version,
    state: firsts('state')[0] ?? null,
    failedUnits: firsts('failed'),
    unwritable: of('unwritable').map(([directory = '', reason = '']) => ({ directory, reason })),
    halfInstalled: of('half').map(([name = '', status = '']) => ({ name, status })),
    locks: of('lock').map(([file = '', pid = '', program = '']) => ({ file, pid, program })),
    updaters: firsts('updates'),
    kept: firsts('kept'),
    agents: firsts('agent'),
  };
}
