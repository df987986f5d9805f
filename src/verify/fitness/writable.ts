import { finding } from '../finding.ts';
import type { Check } from '../view.ts';
import { fitnessOf } from './read.ts';

/** /usr is where packages go: who installs none can do without. */
const onlyForPackages = '/usr';

export const writable: Check = {
  id: 'writable',
  needs: ['fitness'],
  check: ({ nodes }) =>
    nodes.map(({ host, facts }) => {
      const { unwritable } = fitnessOf(facts);
      const told = (of: typeof unwritable): string[] =>
        of.map(({ directory, reason }) => `${directory}: ${reason}`);
      return finding({
        id: 'writable',
        host: host.name,
        title: 'what hadeploy writes to can be written',
        problems: told(unwritable.filter(({ directory }) => directory !== onlyForPackages)),
        warnings: told(unwritable.filter(({ directory }) => directory === onlyForPackages)),
        detail: '/etc, /var/lib, /run, /usr',
        advice:
          'findmnt -o TARGET,SOURCE,OPTIONS shows what is mounted read-only; dmesg says why; lsattr -d DIRECTORY',
      });
    }),
};
