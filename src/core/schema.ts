import { isIP } from 'node:net';
import * as z from 'zod';
import { Secret } from './secret.ts';

/**
 * Words that the schemas of all sections share. A message may carry a hint after a line break.
 * Names go into file names, configuration files and shell words: the charset is narrow on purpose.
 */
export function name(what: string): z.ZodString {
  return z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9_.-]{0,62}$/,
      `the name of ${what} must begin with a letter and hold only letters, digits, \`_\`, \`.\` and \`-\` (63 at most)`,
    );
}

export const ipAddress = z.string().refine((text) => isIP(text) !== 0 && !text.includes('%'), {
  error: 'must be an IPv4 or IPv6 address',
});

/** Never plain in an inventory: only `!secret NAME` gives one. The message must not repeat the value. */
export function secret(check?: (value: string) => string | null): z.ZodType<Secret> {
  return z
    .custom<Secret>((value) => value instanceof Secret, {
      error: (issue) =>
        issue.input === undefined
          ? 'is missing: `!secret NAME`'
          : 'must not stand in plain text here\nwrite `!secret NAME`, and under `secrets:` where NAME comes from',
      abort: true,
    })
    .superRefine((value, context) => {
      const complaint = check?.(value.reveal()) ?? null;
      if (complaint !== null) {
        context.addIssue({ code: 'custom', message: `the secret \`${value.name}\` ${complaint}` });
      }
    })
    .meta({ type: 'string', description: '`!secret NAME`, never the value itself.' });
}

/** One value or a list of them; always a list afterwards. */
export function oneOrMore<T extends z.ZodType>(item: T, what: string) {
  return z
    .union([item, z.array(item).min(1)], { error: `must be ${what}, or a list of such` })
    .transform((value) => (Array.isArray(value) ? value : [value]) as z.output<T>[]);
}

/** Text for a person: one line, nothing that a terminal acts on. */
export const freeText = z
  .string()
  .max(500)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'must be one line without control characters');

export function port(): z.ZodInt {
  return z.int().min(1).max(65535);
}
