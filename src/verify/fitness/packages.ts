import { finding } from '../finding.ts';
import type { Check } from '../view.ts';
import { fitnessOf } from './read.ts';

/** Whether a package could be installed now, and whether those that the playbook wants are on offer. */
export const packages: Check = {
  id: 'packages',
  needs: ['fitness'],
  check: ({ nodes }) =>
    nodes.flatMap(({ host, facts }) => {
      if (facts.system.packageManager === null) return [];
      const { halfInstalled, locks } = fitnessOf(facts);
      const wanted = Object.entries(facts.packages);
      const unknown = wanted.filter(
        ([, { installed, candidate }]) => installed === null && candidate === null,
      );
      const there = wanted.flatMap(([name, { installed }]) =>
        installed === null ? [] : [`${name} ${installed}`],
      );
      const offered = wanted.flatMap(([name, { installed, candidate }]) =>
        installed === null && candidate !== null ? [`${name} ${candidate}`] : [],
      );
      return [
        finding({
          id: 'packages',
          host: host.name,
          title: 'packages can be installed',
          problems: halfInstalled.map(({ name, status }) => `${name} is ${status}`),
          warnings: [
            ...[...new Set(locks.map(({ pid, program }) => `${program} (process ${pid})`))].map(
              (who) => `${who} is installing something just now`,
            ),
            ...unknown.map(([name]) => `the node's package lists do not know ${name}`),
          ],
          detail:
            [
              ...(there.length === 0 ? [] : [`installed: ${there.join(', ')}`]),
              ...(offered.length === 0 ? [] : [`on offer: ${offered.join(', ')}`]),
            ].join('; ') || (locks.length === 0 ? 'the playbook asks for none' : ''),
          advice: adviceOf({
            isHalf: halfInstalled.length > 0,
            isLocked: locks.length > 0,
            usesApt: facts.system.packageManager === 'apt',
          }),
        }),
      ];
    }),
};

function adviceOf(of: { isHalf: boolean; isLocked: boolean; usesApt: boolean }): string {
  if (of.isHalf) return 'finish what was cut off: dpkg --configure -a; apt-get -f install';
  if (of.isLocked) return 'hadeploy waits two minutes for it; better wait until it is done';
  return of.usesApt
    ? 'apply asks once for fresh lists; else: apt-get update, and is the repository configured?'
    : 'dnf makecache; is the repository configured?';
}
