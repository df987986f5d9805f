import { oneLine, shorten } from '../core/text.ts';
import { Secret } from '../core/secret.ts';

/** A value of the user's as it may stand in a message: short, one line, no secret, nothing a terminal acts on. */
export function showValue(value: unknown): string {
  if (value instanceof Secret) return 'a secret';
  if (value === null) return 'no value';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `"${shorten(oneLine(value), 60)}"`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a mapping';
}
