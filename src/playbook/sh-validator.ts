import { sanitize } from '../core/text.ts';
import type { Validator } from '../core/validator.ts';

/** Syntax only: a script that parses may still be wrong. */
export const shValidator: Validator = {
  name: 'sh',
  command: 'sh -n "$1"',
  retryCodes: [],
  // It runs up to there, as it did before.
  complaintCodes: [2],
  judge({ code, output }) {
    if (code === 0) return null;
    const words = sanitize(output).trim();
    // dash: "FILE: 3: Syntax error …"; bash, busybox: "FILE: line 3: syntax error …".
    const line = /: (?:line )?(\d+): /.exec(words)?.[1];
    return {
      message: words === '' ? `sh -n ended with ${code}` : words,
      line: line === undefined ? null : Number(line),
    };
  },
};
