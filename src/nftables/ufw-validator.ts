import { sanitize } from '../core/text.ts';
import type { Validator } from '../core/validator.ts';

/** ufw reads each rule and changes nothing. The line of the first that it refuses stands before its words. */
export const ufwValidator: Validator = {
  name: 'ufw',
  command: `command -v ufw >/dev/null || exit 127
number=0
while IFS= read -r rule; do
  number=$((number + 1))
  case $rule in allow*) ;; *) continue ;; esac
  said=$(LC_ALL=C ufw --dry-run $rule 2>&1) && continue
  printf '%s: %s\\n' "$number" "$(printf '%s\\n' "$said" | grep '^ERROR' || printf '%s\\n' "$said")"
  exit 1
done <"$1"`,
  retryCodes: [],
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
