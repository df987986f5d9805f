import { sanitize } from '../core/text.ts';
import type { Validator } from '../core/validator.ts';

/** `--debug` rotates nothing. Of an unknown word it says `error:`, ignores the line, and ends with 0. */
export const logrotateValidator: Validator = {
  name: 'logrotate',
  command: 'logrotate --debug "$1"',
  retryCodes: [],
  complaintCodes: [0, 1],
  judge({ code, output }) {
    const errors = sanitize(output)
      .split('\n')
      .filter((line) => line.startsWith('error: '));
    if (code === 0 && errors.length === 0) return null;
    const line = errors.map((one) => /^error: \S+?:(\d+) /.exec(one)?.[1]).find(Boolean);
    return {
      message: errors.length > 0 ? errors.slice(0, 20).join('\n') : reasonOf(code),
      line: line === undefined ? null : Number(line),
    };
  },
};

function reasonOf(code: number): string {
  return code === 127
    ? 'logrotate is not installed on this node'
    : `logrotate --debug ended with ${code}`;
}
