import { sanitize } from '../core/text.ts';
import type { Validator } from '../core/validator.ts';

/**
 * ufw reads each rule and changes nothing. Of two rules that differ in their action or `log` only it keeps the later one: a
 * rule of the site that it would lose is named. The line of the first that does not do stands before the words.
 */
export const ufwValidator: Validator = {
  name: 'ufw',
  command: `command -v ufw >/dev/null || exit 127
added=$(LC_ALL=C ufw show added) || exit
theirs=$(printf '%s\\n' "$added" | sed -n "/ comment 'hadeploy'$/d; s/ comment '.*//; s/^ufw //p")
said() { printf '%s: %s\\n' "$number" "$1"; exit 1; }
same() { for action; do printf '%s\\n' "$action $words" "$action log $words" "$action log-all $words"; done; }
number=0
while IFS= read -r rule; do
  number=$((number + 1)) words=\${rule#allow }
  case $rule in allow*) ;; *) continue ;; esac
  answer=$(LC_ALL=C ufw --dry-run $rule 2>&1) ||
    said "$(printf '%s\\n' "$answer" | grep '^ERROR' || printf '%s\\n' "$answer")"
  printf '%s\\n' "$theirs" | grep -qxF -e "$(same allow)" && continue
  other=$(printf '%s\\n' "$theirs" | grep -m 1 -xF -e "$(same deny reject limit)") || continue
  said "ufw would replace the rule \\"$other\\" of the site by \\"$rule\\": \\
delete it (ufw delete $other), or let it name an interface"
done <"$1"`,
  retryCodes: [],
  complaintCodes: [],
  judge({ code, output }) {
    if (code === 0) return null;
    if (code === 127) return { message: 'ufw is not installed on this node', line: null };
    const words = sanitize(output).trim();
    const [, line, said = words] = /^(\d+): (.*)$/s.exec(words) ?? [];
    const isOld = /Unsupported protocol 'vrrp'/.test(said);
    return {
      message: isOld ? `${said}\nufw knows VRRP since 0.36.2` : said || `ufw ended with ${code}`,
      line: line === undefined ? null : Number(line),
    };
  },
};
