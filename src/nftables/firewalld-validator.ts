import { sanitizedLines } from '../core/text.ts';
import type { Validator } from '../core/validator.ts';

const NOT_RUNNING = 252;
const LOST_RULES = 65;

/**
 * firewalld leaves out a rule that it does not understand, and takes its stock configuration for one that it cannot read;
 * so everything is read, and the rules are counted. It must run: the step that reloads it would start it.
 */
export const firewalldValidator: Validator = {
  name: 'firewalld',
  command: `command -v firewall-offline-cmd >/dev/null || exit 127
firewall-cmd --state >/dev/null 2>&1 || exit ${NOT_RUNNING}
firewall-offline-cmd --check-config || exit
policy=\${1##*/}
rules=$(firewall-offline-cmd --policy="\${policy%.xml}" --list-rich-rules) || exit
[ "$(printf '%s\\n' "$rules" | grep -c '^[[:space:]]*rule')" -eq "$(grep -c '<rule' "$1")" ] || exit ${LOST_RULES}`,
  retryCodes: [],
  complaintCodes: [],
  judge({ code, output }) {
    if (code === 0) return null;
    const lines = sanitizedLines(output);
    // A broken zone of the site has a line, too.
    const line = /INVALID_POLICY: .*: line (\d+), column/.exec(lines.join('\n'))?.[1];
    return {
      message: [reasonOf(code), ...new Set(lines)].slice(0, 20).join('\n'),
      line: line === undefined ? null : Number(line),
    };
  },
};

function reasonOf(code: number): string {
  if (code === 127) return 'firewalld is not installed on this node';
  if (code === NOT_RUNNING) {
    return 'firewalld does not run on this node, and is not started here: what it does not know it would shut out\nstart it, or take the role `firewalld` out';
  }
  if (code === LOST_RULES) return 'firewalld does not take every rule of this policy';
  // argparse, of an option that is not there.
  if (code === 2) return 'this firewalld knows no policies: 0.9 or newer does';
  return `firewall-offline-cmd ended with ${code}`;
}
