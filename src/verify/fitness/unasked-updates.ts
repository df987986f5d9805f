import { finding } from '../finding.ts';
import type { Check } from '../view.ts';
import { fitnessOf } from './read.ts';

/**
 * An updater that nobody asked restarts keepalived or haproxy when it likes, on both nodes in the same night; hadeploy does
 * so on one after the other.
 */
export const unaskedUpdates: Check = {
  id: 'unasked-updates',
  needs: ['fitness'],
  check: ({ nodes }) =>
    nodes.map(({ host, facts }) => {
      const { updaters, kept } = fitnessOf(facts);
      const wanted = Object.keys(facts.packages);
      const open = wanted.filter((name) => !kept.some((pattern) => begins(name, pattern)));
      return finding({
        id: 'unasked-updates',
        host: host.name,
        title: 'nothing upgrades the daemons unasked',
        problems: [],
        warnings: updaters
          .filter(() => open.length > 0)
          .map((by) => `${by} may upgrade ${open.join(' and ')}, on both nodes in the same night`),
        detail: detailOf(updaters, open),
        advice:
          facts.system.packageManager === 'apt'
            ? `in /etc/apt/apt.conf.d: Unattended-Upgrade::Package-Blacklist { ${open.map((name) => `"${name}$";`).join(' ')} };`
            : `in /etc/dnf/automatic.conf, [base]: excludepkgs=${open.join(',')}`,
      });
    }),
};

function detailOf(updaters: string[], open: string[]): string {
  if (updaters.length === 0) return 'no updater is active';
  return open.length === 0 ? `${updaters.join(', ')} leaves them alone` : '';
}

/** As unattended-upgrades compares: from the beginning of the name. */
function begins(name: string, pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})`).test(name);
  } catch {
    // A pattern of Python's that JavaScript has not: it may be meant for this one.
    return false;
  }
}
