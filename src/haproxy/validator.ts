import { sanitize } from '../core/text.ts';
import type { Validator } from '../core/validator.ts';

/** Exit codes of `haproxy -c`; 2 is said of a correct file with which it would not start. */
const meaning: Record<number, string> = {
  1: 'the configuration has errors',
  2: 'the file is correct but has no listener: haproxy would not start with it',
  127: 'haproxy is not installed on this node',
};

export const haproxyValidator: Validator = {
  name: 'haproxy',
  command: 'haproxy -c -f "$1"',
  retryCodes: [],
  complaintCodes: [],
  judge({ code, output }) {
    if (code === 0) return null;
    const lines = sanitize(output).split('\n').filter(isOfUse).map(shorten);
    const reason = meaning[code] ?? killedBy(code);
    return {
      message: [reason, ...lines.slice(0, 20)].join('\n'),
      line: blamed(lines),
    };
  },
};

/** The version and path of the program, and the summaries below the errors, say nothing new. */
function isOfUse(line: string): boolean {
  return (
    line.trim() !== '' &&
    !/^\[NOTICE\]/.test(line) &&
    !/Error\(s\) found in configuration file|Fatal errors found in configuration|has no error but will not start/.test(
      line,
    )
  );
}

/** Without level, pid and time, which differ between versions: "[ALERT]    (1042) : config : …", "[ALERT] 123/101010 (1042) : …". */
function shorten(line: string): string {
  return line.replace(/^\[(?:ALERT|WARNING)\]\s+(?:\d+\/\d+\s+)?\(\d+\) : (?:config : )?/, '');
}

/** "parsing [/etc/haproxy/haproxy.cfg:12]". */
function blamed(lines: string[]): number | null {
  const found = lines.map((line) => /\[[^\]]*:(\d+)\]/.exec(line)?.[1]).find(Boolean);
  return found === undefined ? null : Number(found);
}

function killedBy(code: number): string {
  return code > 128
    ? `haproxy -c was killed by signal ${code - 128}`
    : `haproxy -c ended with ${code}`;
}
