/** One value as one word of nginx.conf, or why it cannot be one. */
export type Word = { text: string; bare: boolean } | { refused: string };

/**
 * How nginx reads a word (ngx_conf_read_token): within double quotes a backslash stands for itself but before a quote,
 * a backslash, and `t`, `r`, `n`; blanks, `;`, `{`, `}` and `#` mean nothing there. `$NAME` is a variable even in quotes,
 * and nothing escapes it.
 */
export function nginxWord(value: string): Word {
  if (value === '') return { refused: 'an empty value' };
  if (/^[A-Za-z0-9_.,:/%+=@*()[\]-]+$/.test(value)) return { text: value, bare: true };
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) return { refused: 'a control character or line break' };
  if (value.includes('$')) return { refused: 'the sign $' };
  return { text: `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`, bare: false };
}
