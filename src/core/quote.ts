/**
 * One word of POSIX sh (XCU 2.2.2): single quotes keep every byte literal, `'` itself becomes `'\''`.
 * `$'…'` is not used: dash does not know it.
 * Throws on NUL, which no shell word can carry.
 */
export function shellQuote(value: string): string {
  if (value.includes('\0')) throw new Error('a shell word cannot hold a NUL byte');
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
