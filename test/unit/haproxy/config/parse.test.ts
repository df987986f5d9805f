import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseHaproxy, printHaproxy } from '../../../../src/haproxy/config/parse.ts';
import { mutate, signs } from '../../keepalived/mutate.ts';

const words = (line: string): string[] => {
  const [statement] = parseHaproxy(`global\n${line}\n`).sections[0]?.statements ?? [];
  return statement ? [statement.keyword, ...statement.words.map(({ text }) => text)] : [];
};
const problems = (text: string) => parseHaproxy(text).problems.map(({ kind }) => kind);

describe('quoting and escaping, as the manual (2.2) has it', () => {
  it.each([
    // Its own examples: all of these are the same.
    [String.raw`log-format %{+Q}o\ %t\ %s\ %{-Q}r`, ['log-format', '%{+Q}o %t %s %{-Q}r']],
    [String.raw`log-format "%{+Q}o %t %s %{-Q}r"`, ['log-format', '%{+Q}o %t %s %{-Q}r']],
    [String.raw`log-format '%{+Q}o %t %s %{-Q}r'`, ['log-format', '%{+Q}o %t %s %{-Q}r']],
    [String.raw`log-format "%{+Q}o %t"' %s %{-Q}r'`, ['log-format', '%{+Q}o %t %s %{-Q}r']],
    [String.raw`log-format "%{+Q}o %t"' %s'\ %{-Q}r`, ['log-format', '%{+Q}o %t %s %{-Q}r']],
    [String.raw`acl a path_reg ^/x\#y # why`, ['acl', 'a', 'path_reg', '^/x#y']],
    [String.raw`acl a hdr(x) '#' "#" a#b`, ['acl', 'a', 'hdr(x)', '#', '#', 'a']],
    [
      String.raw`x \\ \' \" \x41 \n "\$A" \$A \d "\d" '\n'`,
      ['x', '\\', "'", '"', 'A', '\n', '$A', '\\$A', '\\d', '\\d', '\\n'],
    ],
    ['x "" \'\' a""b', ['x', '', '', 'ab']],
  ])('%s', (line, expected) => {
    expect(words(line)).toEqual(expected);
  });

  it('environment variables stay as they are written', () => {
    expect(words('bind "${ADDRESS}:${PORT-80}" "$X[*]"')).toEqual([
      'bind',
      '${ADDRESS}:${PORT-80}',
      '$X[*]',
    ]);
  });

  it('a quote that is left open ends with its line', () => {
    const { sections, problems: found } = parseHaproxy("global\n  log 'a b # c\n  maxconn 5\n");
    expect(sections[0]?.statements.map(({ keyword }) => keyword)).toEqual(['log', 'maxconn']);
    expect(found).toMatchObject([{ kind: 'unterminated-quote', line: 2, column: 7 }]);
  });
});

describe('sections', () => {
  it('of every kind, with name and `from`, whatever the indentation', () => {
    const text = `global
defaults
  defaults base from old
defaults from base
frontend web from base # x
    backend b
listen l
peers p\r
resolvers r
userlist u
cache c
ring r
program p
http-errors e
mailers m
fcgi-app f
log-forward l
crt-store s
`;
    const { sections } = parseHaproxy(text);
    expect(sections.map(({ kind, name, from }) => [kind, name, from])).toEqual([
      ['global', null, null],
      ['defaults', null, null],
      ['defaults', 'base', 'old'],
      ['defaults', null, 'base'],
      ['frontend', 'web', 'base'],
      ['backend', 'b', null],
      ['listen', 'l', null],
      ['peers', 'p', null],
      ['resolvers', 'r', null],
      ['userlist', 'u', null],
      ['cache', 'c', null],
      ['ring', 'r', null],
      ['program', 'p', null],
      ['http-errors', 'e', null],
      ['mailers', 'm', null],
      ['fcgi-app', 'f', null],
      ['log-forward', 'l', null],
      ['crt-store', 's', null],
    ]);
  });

  it('keep unknown keywords, and `no` and `default` before known ones', () => {
    const { sections } = parseHaproxy(
      'listen l\n  no option httplog\n  default option x\n  frobnicate 1\n',
    );
    expect(
      sections[0]?.statements.map(({ prefix, keyword, words: of }) => [
        prefix,
        keyword,
        of[0]?.text,
      ]),
    ).toEqual([
      ['no', 'option', 'httplog'],
      ['default', 'option', 'x'],
      [null, 'frobnicate', '1'],
    ]);
  });

  it('conditional blocks: every line knows its branch', () => {
    const text = `.if defined(A)
global
  .if !version_atleast(2.4)
    maxconn 1
  .elif streq("$X",y)
    maxconn 2
  .else
    maxconn 3
  .endif
  maxconn 4
.endif
.notice "done"
`;
    const { sections, outside, problems: found } = parseHaproxy(text);
    expect(found).toEqual([]);
    expect(outside.map(({ keyword }) => keyword)).toEqual(['.if']);
    expect(
      sections[0]?.statements
        .filter(({ keyword }) => keyword === 'maxconn')
        .map(({ branch }) => branch?.keyword ?? null),
    ).toEqual(['.if', '.elif', '.else', '.if']);
  });

  it('what does not fit is told', () => {
    expect(problems('maxconn 5\nglobal\n')).toEqual(['outside-section']);
    expect(problems('global\n.if 1\n')).toEqual(['unmatched-if']);
    expect(problems('global\n.endif\n')).toEqual(['unmatched-if']);
    expect(problems('global\n  maxconn 5')).toEqual(['missing-newline']);
    expect(problems('global\n# end')).toEqual(['missing-newline']);
    expect(problems('')).toEqual([]);
  });
});

test('one word replaced, every other byte as it was', () => {
  const text = "backend b\r\n\tserver  a '192.0.2.1:80' check# x\n";
  const file = parseHaproxy(text);
  const word = file.sections[0]?.statements[0]?.words[1];
  expect(word && printHaproxy(file, new Map([[word, '192.0.2.2:80']]))).toBe(
    text.replace("'192.0.2.1:80'", '192.0.2.2:80'),
  );
});

const golden = readFileSync(
  new URL('../../../golden/prod-bj/prod-bj-lb01/etc/haproxy/haproxy.cfg', import.meta.url),
  'utf8',
);

describe('whatever the text', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(fc.constantFrom(...signs), { maxLength: 60 }).map((all) => all.join('')),
  );

  it.each([
    ['any text', anyText],
    ['mutations of the shipped configuration', fc.nat().map((seed) => mutate(golden, seed))],
  ])('%s: printed as it was read, every token in its place', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const file = parseHaproxy(text);
        if (printHaproxy(file) !== text) return false;
        const lines = text.split('\n');
        return file.tokens.every(({ raw, line, column }) =>
          (lines[line - 1] ?? '').startsWith(raw === '\n' ? '' : raw, column - 1),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('linear in the length of the text', () => {
    for (const piece of [
      'a \'b\' "c\\" \\x4 # d\n',
      '"',
      "'",
      '\\',
      '"\\',
      '.if x\n',
      '.else\n',
      'x ',
    ]) {
      const text = piece.repeat(Math.ceil(100_000 / piece.length));
      // Time of the processor: a busy machine is not a slow parser.
      const began = process.cpuUsage().user;
      expect(printHaproxy(parseHaproxy(text)) === text).toBe(true);
      expect(process.cpuUsage().user - began).toBeLessThan(2_000_000);
    }
  });
});

test('what no daemon reads is kept, and told once', () => {
  const texts = ['x '.repeat(500_000), `${'{'.repeat(1_000_000)}\n`, 'a b\n'.repeat(250_000)];
  for (const text of texts) {
    const file = parseHaproxy(text);
    expect(printHaproxy(file) === text).toBe(true);
    expect(file.problems.filter(({ kind }) => kind === 'too-long')).toHaveLength(1);
  }
});

test('of a hundred thousand problems of one kind the first are told, and how many more there are', () => {
  const { problems } = parseHaproxy('global "\n'.repeat(100_000));
  expect(problems).toHaveLength(200);
  expect(problems.at(-1)?.message).toMatch(/; 99800 more like it after it$/);
});
