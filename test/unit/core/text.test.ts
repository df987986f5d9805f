import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneLine, sanitize, visible } from '../../../src/core/text.ts';

test.each([
  ['colour', 'a\x1b[31mred\x1b[0m', 'ared'],
  ['title', '\x1b]0;evil\x07ok', 'ok'],
  ['hyperlink', '\x1b]8;;http://x\x1b\\click\x1b]8;;\x1b\\', 'click'],
  ['DCS', '\x1bP1$r0m\x1b\\x', 'x'],
  ['8-bit CSI', '\x9b2Jx', 'x'],
  ['reset', '\x1bcx', 'x'],
  ['charset', '\x1b(0x', 'x'],
  ['backspaces', 'rm\x08\x08ls', 'rmls'],
  ['carriage return', 'good\rbad', 'goodbad'],
  ['bidi', 'a\u202eb\u2066c', 'abc'],
  ['unterminated OSC keeps its text visible', '\x1b]0;x\nnext', ']0;x\nnext'],
  ['nested', '\x1b\x1b[0m[31mx', '[31mx'],
  ['newline and tab stay', 'a\n\tb', 'a\n\tb'],
])('%s', (_, hostile, clean) => {
  expect(sanitize(hostile)).toBe(clean);
});

test('nothing that a terminal acts on is left, whatever comes', () => {
  const nasty = fc.constantFrom(
    '\x1b',
    '[',
    ']',
    'P',
    '\\',
    '\x07',
    '\x9b',
    '31m',
    '\u202e',
    'x',
    '\n',
  );
  fc.assert(
    fc.property(
      fc.array(nasty).map((parts) => parts.join('')),
      (text) => {
        expect(sanitize(text)).not.toMatch(
          /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/,
        );
        expect(sanitize(sanitize(text))).toBe(sanitize(text));
      },
    ),
  );
});

test('maxLength cuts by characters and says so', () => {
  expect(sanitize('🙂🙂🙂🙂', { maxLength: 3 })).toBe('🙂🙂…');
  expect(sanitize('abc', { maxLength: 3 })).toBe('abc');
});

test('one line stays one line', () => {
  expect(oneLine('a\n[ 0.0s] forged\tline\r\n')).toBe('a [ 0.0s] forged line');
});

test('visible', () => {
  expect(visible('a\x1b[0m\r\t\x7f\u202e\x85')).toBe('a␛[0m␍\t␡⟨U+202E⟩⟨U+0085⟩');
});
