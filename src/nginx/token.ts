import type { Place } from '../core/place.ts';

/** A stretch of an nginx.conf. The `raw` of all tokens in their order is the file, byte for byte. */
export interface Token extends Place {
  /** `open`: `{`, `close`: `}`, `end`: `;`; `rest`: what is left of a file that is longer than any real one. */
  kind: 'word' | 'space' | 'comment' | 'open' | 'close' | 'end' | 'rest';
  /** As it is written. */
  raw: string;
  /** As nginx reads it: without quotes and escapes. Variables stay as they are written. */
  text: string;
}

/** What nginx refuses: it does not start, and goes on with the old configuration on a reload. */
export interface SyntaxProblem extends Place {
  kind:
    | 'unterminated-quote'
    | 'missing-end'
    | 'missing-close'
    | 'extra-close'
    | 'nameless-block'
    | 'too-long';
  message: string;
}
