import fc from 'fast-check';

/** What shells, configuration languages, template engines and terminals act on. */
const pieces = [
  "'",
  '"',
  '\\',
  '`',
  '$( id )',
  '$(id)',
  '${IFS}',
  '$HOME',
  ';',
  '&&',
  '|',
  '#',
  '!',
  '{',
  '}',
  '(',
  ')',
  '\n',
  '\r',
  '\t',
  '\0',
  '\x1b[2J',
  '\x1b]0;x\x07',
  '\x9b',
  '\u2028',
  '\u202e',
  ' ',
  '{{ host.name }}',
  '{% raw %}',
  '\uE000',
  '\uE0000\uE001',
  '%',
  '*',
  '~SEQ(1,9)',
  '<<EOF',
  'é',
  '語',
  'user root',
  'script /bin/sh',
  '-x',
  '--',
  '=',
  '@',
];

/** Strings of such pieces, of words, and of anything at all. */
export const hostile: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...pieces),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.stringMatching(/^[a-z0-9]{1,4}$/),
    ),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''));
