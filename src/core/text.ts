/**
 * Everything in hostile text that a terminal would act on. Escape sequences go as a whole (ECMA-48: CSI,
 * OSC, DCS/SOS/PM/APC strings, two-byte escapes, 7- and 8-bit introducers); then single C0 except
 * newline and tab, DEL, C1, bidi controls and Unicode line separators. One pass: no escape survives it,
 * so removal cannot put a new one together.
 */
const dangerous = new RegExp(
  [
    '(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]',
    '(?:\\x1b\\]|\\x9d)[^\\x07\\x1b\\x9c\\n]*(?:\\x07|\\x1b\\\\|\\x9c)',
    '(?:\\x1b[PX^_]|[\\x90\\x98\\x9e\\x9f])[^\\x1b\\x9c\\n]*(?:\\x1b\\\\|\\x9c)',
    '\\x1b[ -/]*[0-OQ-WYZ\\\\`-~]',
    '[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]',
    '[\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]',
  ].join('|'),
  'g',
);

/** For every text that came from a host or an inventory, before it is printed or kept. */
export function sanitize(text: string, options: { maxLength?: number } = {}): string {
  const clean = text.replace(dangerous, '');
  return options.maxLength === undefined ? clean : shorten(clean, options.maxLength);
}

/** The same, as its lines; those that say nothing are left out. */
export function sanitizedLines(text: string): string[] {
  return sanitize(text)
    .split('\n')
    .filter((line) => line.trim() !== '');
}

/** The same on one line: what must not be able to forge a second line of a log. */
export function oneLine(text: string): string {
  return sanitize(text)
    .split('\n')
    .map((line) => line.replaceAll('\t', ' ').trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** Cuts by code points, never through a surrogate pair, and shows that it did. */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const points = Array.from(text);
  return points.length <= maxLength
    ? text
    : `${points.slice(0, Math.max(0, maxLength - 1)).join('')}…`;
}

/** Control characters as symbols, for contents that are shown as they are: ␛ ␍ ␀ ⟨U+202E⟩. Keeps newline and tab. */
export function visible(text: string): string {
  return text.replace(
    /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (char) => {
      const code = char.charCodeAt(0);
      if (code < 0x20) return String.fromCharCode(0x2400 + code);
      return code === 0x7f ? '␡' : `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
    },
  );
}
