import { sanitize } from '../core/text.ts';
import type { Validator } from '../core/validator.ts';

/** Our own code for "the file gives keepalived nothing to do": far from those of keepalived and of sh. */
const nothingToDo = 90;

/**
 * Every exit code of `keepalived -t` that is known. Its manual names 4 and 5, which was true for 2.0.20 to
 * 2.1.5; the builds that people run give 5 and 6 (acassen/keepalived#2457). 143 is no verdict: 2.2.7 may
 * kill itself while it ends (#2587).
 */
const meaning: Record<number, string> = {
  1: 'keepalived ran out of memory',
  2: 'keepalived failed (program error)',
  3: 'keepalived cannot start',
  4: 'the configuration has errors',
  5: 'the configuration has errors',
  6: 'scripts would not run: script security',
  7: 'keepalived found no configuration',
  127: 'keepalived is not installed on this node',
  139: 'keepalived crashed on this file (2.2.7 does so on HTTP_GET without a url)',
  [nothingToDo]:
    'the file defines no vrrp_instance and no virtual_server: keepalived would give up its VIPs',
};

/** Said with exit code 0 of files that work. */
const harmless = [
  /^WARNING - default user '\w+' for script execution does not exist/,
  /^(Opening file|Configuration file|Starting|Running on|Command line|Using) /,
];

export const keepalivedValidator: Validator = {
  name: 'keepalived',
  // A missing or empty file, or one swallowed by a comment, passes `-t` with exit code 0.
  command: [
    'keepalived -t -f "$1" || exit',
    `grep -Eq '^[[:blank:]]*(vrrp_instance|virtual_server|bfd_instance|include[a-z]*)[[:blank:]]' "$1" || exit ${nothingToDo}`,
  ].join('\n'),
  retryCodes: [143],
  complaintCodes: [0, 4, 5, 6],
  judge({ code, output }) {
    const lines = sanitize(output)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !harmless.some((pattern) => pattern.test(line)));
    if (code === 0 && lines.length === 0) return null;
    return { message: messageOf(code, lines), line: blamed(lines) };
  },
};

function messageOf(code: number, lines: string[]): string {
  if (lines.some((line) => /invalid option|unrecognized option/.test(line))) {
    return 'this keepalived cannot check a file: `-t` came with 2.0.4';
  }
  const reason =
    code === 0 ? 'keepalived complains of the file' : (meaning[code] ?? killedBy(code));
  const words = [...new Set(lines)].slice(0, 20).join('\n');
  return words === '' ? reason : `${reason}\n${words}`;
}

function killedBy(code: number): string {
  return code > 128
    ? `keepalived -t was killed by signal ${code - 128}`
    : `keepalived -t ended with ${code}`;
}

/** "(Line 23) …" or "(/etc/keepalived/keepalived.conf: Line 23) …". */
function blamed(lines: string[]): number | null {
  const found = lines.map((line) => /\((?:[^()]*: )?Line (\d+)\)/.exec(line)?.[1]).find(Boolean);
  return found === undefined ? null : Number(found);
}
