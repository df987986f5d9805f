import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { argument, inside } from '../../../../src/keepalived/config/find.ts';
import { parseKeepalived, printKeepalived } from '../../../../src/keepalived/config/parse.ts';
import { mutate, signs } from '../mutate.ts';
import type { Statement } from '../../../../src/keepalived/config/tree.ts';

/** Statements as nested lists of words, a block as a list in the list. */
function shown(statements: readonly Statement[]): unknown[] {
  return statements.map(({ words, block }) => {
    const texts: unknown[] = words.map(({ text }) => text);
    return block === null ? texts : [...texts, shown(block.statements)];
  });
}

const tree = (text: string) => shown(parseKeepalived(text).statements);
const problems = (text: string) => parseKeepalived(text).problems.map(({ kind }) => kind);

describe('comments', () => {
  it('start at # and ! anywhere outside of double quotes, also inside a word', () => {
    expect(tree('auth_pass ab#cd\nauth_pass ab!cd\nauth_pass "ab#cd" # more\n! all of it')).toEqual(
      [
        ['auth_pass', 'ab'],
        ['auth_pass', 'ab'],
        ['auth_pass', 'ab#cd'],
      ],
    );
  });

  it('not after a backslash, which goes', () => {
    expect(tree('auth_pass a\\#b\\!c d')).toEqual([['auth_pass', 'a#b!c', 'd']]);
  });

  it('hide braces and quotes', () => {
    expect(tree('a # { "\nb')).toEqual([['a'], ['b']]);
    expect(problems('a # { "\nb')).toEqual([]);
  });
});

describe('quotes', () => {
  it('end at the next one: nothing escapes it, and a word ends there', () => {
    expect(tree('script "/bin/sh -c \\" x"')).toEqual([['script', '/bin/sh -c \\', 'x', '']]);
    expect(tree('a "b c"d')).toEqual([['a', 'b c', 'd']]);
  });

  it('left open end with their line', () => {
    expect(tree('script "/bin/check { # x\ninterval 2')).toEqual([
      ['script', '/bin/check { # x'],
      ['interval', '2'],
    ]);
    expect(problems('script "/bin/check\n')).toEqual(['unterminated-quote']);
  });
});

describe('blocks', () => {
  it('open on the same line, on the next one, and after empty ones and comments', () => {
    const expected = [['vrrp_instance', 'V', [['priority', '100']]]];
    for (const brace of [' {\n', '\n{\n', '\n\n# why\n  {\n', '{']) {
      expect(tree(`vrrp_instance V${brace}priority 100\n}`)).toEqual(expected);
    }
  });

  it('in one line: only the first word is a keyword, as for keepalived', () => {
    expect(tree('authentication { auth_type PASS auth_pass x }')).toEqual([
      ['authentication', [['auth_type', 'PASS', 'auth_pass', 'x']]],
    ]);
  });

  it('carry parameters line by line', () => {
    const text = 'virtual_ipaddress {\n  192.0.2.1/24 dev eth1\n\n  192.0.2.2 # two\n}\n';
    expect(tree(text)).toEqual([
      ['virtual_ipaddress', [['192.0.2.1/24', 'dev', 'eth1'], ['192.0.2.2']]],
    ]);
  });

  it('that do not match are told with their place', () => {
    expect(parseKeepalived('a {\n  b {\n').problems).toMatchObject([
      { kind: 'missing-close', line: 1, column: 3 },
      { kind: 'missing-close', line: 2, column: 5 },
    ]);
    expect(problems('}\n')).toEqual(['extra-close']);
    expect(problems('{\n}\n')).toEqual(['unexpected-open']);
    expect(problems('a {\n}\n{\n}\n')).toEqual(['unexpected-open']);
  });
});

test('places: line and column of every word, from 1', () => {
  const { statements } = parseKeepalived('\r\n  state  MASTER\r\n', 'k.conf');
  expect(statements[0]?.words).toMatchObject([
    { text: 'state', line: 2, column: 3, file: 'k.conf' },
    { text: 'MASTER', line: 2, column: 10 },
  ]);
});

test('definitions, conditions and ${NAME} are kept as they are', () => {
  const text = '$A=1 2\n@lb01 priority ${A}0\n@^lb01\tpriority $A\n$B= \\\n  x {\\\n }\nend\n';
  const file = parseKeepalived(text);
  expect(printKeepalived(file)).toBe(text);
  expect(file.statements.map(({ keyword, condition }) => [keyword, condition?.text])).toEqual([
    ['$A', undefined],
    ['priority', 'lb01'],
    ['priority', '^lb01'],
    ['$B', undefined],
    ['end', undefined],
  ]);
  expect(file.statements[3]?.words[0]?.text).toBe('x {\n}');
  expect(argument(file.statements[1])).toBe('${A}0');
  expect(file.statements[4]?.line).toBe(7);
});

test('one word replaced, every other byte as it was', () => {
  const text = 'vrrp_instance V {\r\n\tpriority  "100" # was 90\r\n}';
  const file = parseKeepalived(text);
  const word = inside(file.statements[0])[0]?.words[1];
  expect(word && printKeepalived(file, new Map([[word, '110']]))).toBe(
    text.replace('"100"', '110'),
  );
});

const golden = ['lb01', 'lb02'].map((host) =>
  readFileSync(
    new URL(
      `../../../golden/prod-bj/prod-bj-${host}/etc/keepalived/keepalived.conf`,
      import.meta.url,
    ),
    'utf8',
  ),
);

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(...signs), { maxLength: 60 }).map((all) => all.join('')),
);
const mutated = fc.nat().map((seed) => mutate(golden[seed % golden.length] ?? '', seed));

describe('whatever the text', () => {
  it.each([
    ['any text', anyText, 3000],
    ['mutations of the shipped configuration', mutated, 2000],
  ])(
    '%s: printed as it was read, every token in its place',
    (_, texts, numRuns) => {
      fc.assert(
        fc.property(texts, (text) => {
          const file = parseKeepalived(text);
          if (printKeepalived(file) !== text) return false;
          const lines = text.split('\n');
          return file.tokens.every(({ raw, line, column }) => {
            const [first = ''] = raw.split('\n');
            return (lines[line - 1] ?? '').startsWith(first, column - 1);
          });
        }),
        { numRuns },
      );
    },
    120_000,
  );

  it('linear: a hundred times the text takes not much more than a hundred times as long', () => {
    const unit = 'a "b" ${X 1 2 ${Y {\n\\\\\\ # c\n$D=\\\n}\n';
    for (const piece of [unit, '{', '"', '\\', '${a', '@', '$A=\\\n', 'x '.repeat(3)]) {
      // Time of the processor: a busy machine is not a slow parser.
      const began = process.cpuUsage().user;
      const text = piece.repeat(Math.ceil(100_000 / piece.length));
      expect(printKeepalived(parseKeepalived(text)) === text).toBe(true);
      // Quadratic would be minutes.
      expect(process.cpuUsage().user - began).toBeLessThan(2_000_000);
    }
  });
});

test('what no daemon reads is kept, and told once', () => {
  const texts = ['x '.repeat(500_000), `${'{'.repeat(1_000_000)}\n`, 'a b\n'.repeat(250_000)];
  for (const text of texts) {
    const file = parseKeepalived(text);
    expect(printKeepalived(file) === text).toBe(true);
    expect(file.problems.filter(({ kind }) => kind === 'too-long')).toHaveLength(1);
  }
});

test('of a hundred thousand problems of one kind the first are told, and how many more there are', () => {
  const { problems } = parseKeepalived('}\n'.repeat(100_000));
  expect(problems).toHaveLength(200);
  expect(problems.at(-1)?.message).toMatch(/; 99800 more like it after it$/);
});
