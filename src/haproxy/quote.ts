/** One value as one word of haproxy.cfg, or why it cannot be one. */
export type Word = { text: string; bare: boolean } | { refused: string };

/**
 * "Quoting and escaping" of haproxy's configuration manual: within single quotes every character is
 * literal; a single quote itself stands outside of them with a backslash. A newline ends the line
 * whatever quotes are open.
 */
export function haproxyWord(value: string): Word {
  // An empty word reads as "no argument" to most keywords.
  if (value === '') return { refused: 'an empty value' };
  if (/^[A-Za-z0-9_.,:/%+=@*()-]+$/.test(value)) return { text: value, bare: true };
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) return { refused: 'a control character or line break' };
  return { text: `'${value.replaceAll("'", `'\\''`)}'`, bare: false };
}
