import type { Place } from '../../core/place.ts';

/**
 * A stretch of a keepalived.conf. The `raw` of all tokens in their order is the file, byte for byte.
 *
 * `condition`: `@NAME` or `@^NAME` at the start of a line. `definition`: `$NAME=VALUE` with all the lines that
 * its backslashes join to it. `rest`: what is left of a line or a file that is longer than any real one.
 */
export interface Token extends Place {
  kind:
    | 'word'
    | 'space'
    | 'newline'
    | 'comment'
    | 'open'
    | 'close'
    | 'condition'
    | 'definition'
    | 'rest';
  /** As it is written. */
  raw: string;
  /** As keepalived reads it: a word without its quotes, a condition without `@`, the value of a definition. */
  text: string;
}

/** What keepalived would complain of, or read otherwise than it looks. */
export interface SyntaxProblem extends Place {
  kind:
    | 'unterminated-quote'
    | 'extra-close'
    | 'unexpected-open'
    | 'missing-close'
    | 'expansion'
    | 'too-long';
  message: string;
}
