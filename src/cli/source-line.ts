import { readFileSync } from 'node:fs';
import type { Place } from '../core/failure.ts';

/** The line of the user's file that a problem points at; null when it cannot be read. */
export function readLineAt({ file, line }: Place): string | null {
  try {
    return readFileSync(file, 'utf8').split('\n')[line - 1] ?? null;
  } catch {
    return null;
  }
}
