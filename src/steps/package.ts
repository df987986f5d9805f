import * as z from 'zod';
import { Unplannable, type StepKind } from '../core/step.ts';

/** deb-control(5) and RPM names. */
const packageName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9+._-]*$/, 'must be a package name like haproxy');
const names = z.array(packageName).min(1);
const params = z.union([names, z.strictObject({ names }).transform((given) => given.names)]);

export type PackageParams = z.infer<typeof params>;

/** Packages that must be installed. Versions are left to the node's package manager. */
export const packageStep: StepKind<PackageParams> = {
  kind: 'package',
  about: 'Packages that must be installed (apt, dnf or yum; waits for a held lock).',
  params: params,

  needs(packages) {
    return packages.map((name) => ({ query: 'package', name }));
  },

  plan(facts, packages) {
    const missing = packages.filter((name) => !facts.packages[name]?.installed);
    if (missing.length === 0) return [];
    if (facts.system.packageManager === null) {
      throw new Unplannable(
        `no apt, dnf or yum on this node to install ${missing.join(', ')} with`,
        'install them by hand, or use a distribution with one of these',
      );
    }
    const described = missing.map((name) => {
      const candidate = facts.packages[name]?.candidate;
      return candidate ? `${name} ${candidate}` : name;
    });
    return [
      {
        op: 'package',
        names: missing,
        undo: { none: 'installed packages stay after a rollback' },
        title: `install ${described.join(', ')}`,
        // Not in the lists the node has: they are refreshed first, and may then offer it.
        predicted: missing.some((name) => !facts.packages[name]?.candidate),
      },
    ];
  },
};
