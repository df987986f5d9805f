import { sanitize } from '../core/text.ts';

const maxLength = 2000;

/** What a host said, fit for a failure: harmless to a terminal, bounded, trimmed. */
export function hostWords(text: string): string {
  // Cut first: a hostile host may send megabytes.
  return sanitize(text.slice(0, maxLength * 4), { maxLength }).trim();
}
