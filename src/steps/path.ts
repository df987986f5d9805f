import * as z from 'zod';
import type { Facts } from '../core/facts.ts';
import { Unplannable } from '../core/step.ts';

/** An absolute, normal path without control characters: `..` and `//` would dodge the comparison of paths. */
export const absolutePath = z
  .string()
  .regex(/^(\/[^/\p{Cc}]+)+$/u, 'must be an absolute path without control characters')
  .refine((path) => !path.split('/').some((part) => part === '.' || part === '..'), {
    message: 'must not contain . or ..',
  });

/** Four octal digits as stat(1) prints them; "755" and "0755" mean the same. */
export const fileMode = z
  .string()
  .regex(/^0?[0-7]{3,4}$/, 'must be an octal mode in quotes, like "0644"')
  .transform((mode) => mode.padStart(4, '0').slice(-4));

/** A user or group name, useradd(8). */
export const accountName = z
  .string()
  .regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'must be a user or group name');

/** A systemd unit name, systemd.unit(5); without suffix it is a service. */
export const unitName = z
  .string()
  .regex(/^[A-Za-z0-9:_.@-]+$/, 'must be a systemd unit name')
  .refine((name) => !name.startsWith('-'), { message: 'must not begin with -' });

/** The directory a file goes to must be there, or be brought by an earlier step. */
export function requireParent(facts: Facts, path: string): 'exact' | 'predicted' {
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  const fact = facts.files[parent];
  if (fact?.type === 'directory' || fact?.type === 'symlink') return 'exact';
  if (facts.pending.packages.length > 0) return 'predicted';
  throw new Unplannable(
    `the directory ${parent} does not exist`,
    `add a step before this one: directory: { path: ${parent} }`,
  );
}
