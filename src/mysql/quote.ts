/** One value as one word of a file, or why it cannot be one. */
export type Word = { text: string; bare: boolean } | { refused: string };

const controls = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * A string of SQL: a quote is doubled, and so is a backslash. With NO_BACKSLASH_ESCAPES in `sql_mode` that would be two
 * backslashes, so a file of statements sets its own sql_mode first.
 */
export function sqlWord(value: string): Word {
  if (controls.test(value)) return { refused: 'a control character or line break' };
  // A port is no string to CHANGE MASTER; no password is as short.
  if (/^(0|[1-9][0-9]{0,4})$/.test(value)) return { text: value, bare: true };
  return { text: `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`, bare: false };
}

/**
 * A value of an option file (my_default.c): quotes around the whole value go, `\\`, `\"` and `\s` are read in quotes
 * too, and `#` begins a comment outside of them.
 */
export function optionWord(value: string): Word {
  if (value === '') return { refused: 'an empty value' };
  if (controls.test(value)) return { refused: 'a control character or line break' };
  if (/^[A-Za-z0-9_.,:/%+=@*-]+$/.test(value)) return { text: value, bare: true };
  return { text: `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`, bare: false };
}
