import { finding } from '../finding.ts';
import type { Check } from '../view.ts';
import { helpfulPrograms, neededPrograms } from './programs.ts';
import { fitnessOf } from './read.ts';

const comesLater = (name: string): string => `${name} comes with the first apply`;
const asked = neededPrograms.length + Object.keys(helpfulPrograms).length;

/** What the scripts call on the node. */
export const programsThere: Check = {
  id: 'programs',
  needs: ['fitness'],
  check: ({ nodes }) =>
    nodes.map(({ host, facts }) => {
      const { missing } = fitnessOf(facts);
      const needed = missing.filter((name) => neededPrograms.includes(name));
      const helpful = missing.filter(
        // What the playbook installs comes with the first apply.
        (name) => name in helpfulPrograms && facts.packages[name] === undefined,
      );
      return finding({
        id: 'programs',
        host: host.name,
        title: 'the programs that hadeploy calls are there',
        problems: needed.length === 0 ? [] : [`not there: ${needed.join(', ')}`],
        warnings: helpful.map((name) => `no ${name}: ${helpfulPrograms[name] ?? ''}`),
        detail:
          needed.length + helpful.length === 0
            ? [`${asked - missing.length} of ${asked}`, ...missing.map(comesLater)].join('; ')
            : '',
        advice:
          needed.length === 0
            ? `install ${helpful.join(' and ')}, or do without`
            : 'install coreutils, util-linux, iproute2, grep, sed and findutils',
      });
    }),
};
