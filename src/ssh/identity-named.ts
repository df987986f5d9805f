import { access } from 'node:fs/promises';
import { badInput } from '../core/failure.ts';
import type { Target } from '../core/session.ts';

/** Key files that the target itself names must exist; those of ssh_config need not. A public half alone is fine: an agent may hold the other. */
export async function checkNamedIdentities({ name, identityFiles = [] }: Target): Promise<void> {
  const missing = await Promise.all(
    identityFiles.map(async (path) => {
      const found = await Promise.allSettled([access(path), access(`${path}.pub`)]);
      return found.every(({ status }) => status === 'rejected') ? path : null;
    }),
  );
  const problems = missing
    .filter((path) => path !== null)
    .map((path) => ({ message: `${name}: identity file ${path} does not exist` }));
  if (problems.length > 0) throw badInput(...problems);
}
