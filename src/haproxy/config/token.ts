import type { Place } from '../../core/place.ts';

/**
 * A stretch of a haproxy.cfg. The `raw` of all tokens in their order is the file, byte for byte. `rest`: what is left of
 * a line or a file that is longer than any real one.
 */
export interface Token extends Place {
  kind: 'word' | 'space' | 'newline' | 'comment' | 'rest';
  /** As it is written. */
  raw: string;
  /** As haproxy reads it: without quotes and escapes. Environment variables stay as they are written. */
  text: string;
}

/** What haproxy refuses, or what only looks as if it was said. */
export interface SyntaxProblem extends Place {
  kind: 'unterminated-quote' | 'outside-section' | 'missing-newline' | 'unmatched-if' | 'too-long';
  message: string;
}
