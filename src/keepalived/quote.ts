/** One value as one word of keepalived.conf, or why it cannot be one. */
export type Word = { text: string; bare: boolean } | { refused: string };

/**
 * What keepalived does with a line (2.0 to 2.4, seen with every printable character in 2.2.7): `#` and
 * `!` start a comment unless in double quotes, `{` and `}` end a word, `$NAME` and `~SEQ` are
 * replaced even in quotes, and a `"` ends the quotes: nothing escapes it.
 */
export function keepalivedWord(value: string): Word {
  if (value === '') return { refused: 'an empty value' };
  if (/^[A-Za-z0-9_.,:/%+=-]+$/.test(value)) return { text: value, bare: true };
  if (/[^\x20-\x7e]/.test(value)) return { refused: 'a sign that is not printable ASCII' };
  const sign = /["\\$~]/.exec(value)?.[0];
  if (sign !== undefined) return { refused: `the sign ${sign}` };
  return { text: `"${value}"`, bare: false };
}
