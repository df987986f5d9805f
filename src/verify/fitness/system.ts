import { finding } from '../finding.ts';
import type { Check } from '../view.ts';
import { fitnessOf } from './read.ts';

/** `systemd-run --collect`, on which the watchdog rests (systemd's NEWS, 236). */
const OLDEST_SYSTEMD = 236;
/** Where whole deployments were tried; see the README's limits. */
const tried: Record<string, string[]> = { debian: ['11', '12', '13'] };

/** What nothing can be done without: systemd, and something that installs packages. */
export const system: Check = {
  id: 'system',
  needs: ['fitness'],
  check: ({ nodes }) =>
    nodes.map(({ host, facts }) => {
      const { distro, distroVersion, kernel, packageManager, systemd } = facts.system;
      const { systemdVersion } = fitnessOf(facts);
      const isTried = tried[distro]?.includes(distroVersion) === true;
      const isOld = systemdVersion !== null && systemdVersion < OLDEST_SYSTEMD;
      const name = `${distro} ${distroVersion}`.trim() || 'a system without os-release';
      return finding({
        id: 'system',
        host: host.name,
        title: 'the node runs a system that hadeploy knows',
        problems: [
          ...(systemd ? [] : [`${name} does not run systemd`]),
          ...(isOld ? [`systemd ${systemdVersion} is too old: ${OLDEST_SYSTEMD} is needed`] : []),
        ],
        warnings: [
          ...(isTried ? [] : [`hadeploy was never tried on ${name}`]),
          ...(packageManager === null ? ['neither apt nor dnf: no package can be installed'] : []),
        ],
        detail: [
          name,
          `kernel ${kernel}`,
          ...(systemdVersion === null ? [] : [`systemd ${systemdVersion}`]),
          ...(packageManager === null ? [] : [packageManager]),
        ].join(', '),
        advice:
          systemd && !isOld
            ? 'try it first on a pair that serves nobody'
            : 'the watchdog rests on it: without it a node cannot go back by itself after a power cut',
      });
    }),
};
