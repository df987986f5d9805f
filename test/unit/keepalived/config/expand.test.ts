import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandKeepalived } from '../../../../src/keepalived/config/expand.ts';
import { parseKeepalived } from '../../../../src/keepalived/config/parse.ts';
import type { Statement } from '../../../../src/keepalived/config/tree.ts';

function shown(statements: readonly Statement[]): unknown[] {
  return statements.map(({ words, block }) => {
    const texts: unknown[] = words.map(({ text }) => text);
    return block === null ? texts : [...texts, shown(block.statements)];
  });
}

const view = (text: string, hostname = 'lb01.example.net') =>
  expandKeepalived(parseKeepalived(text), { hostname });
const expanded = (text: string, hostname?: string) => shown(view(text, hostname).statements);

describe('what one host makes of a file', () => {
  it('leaves out the lines of others, braces and all', () => {
    const text = '@lb01 a {\n@lb02 b {\n@^lb01 c {\n@^lb02 x\n@lb01\n}\n';
    expect(expanded(text)).toEqual([['a', [['x']]]]);
    expect(view(text).problems).toEqual([]);
    expect(expanded('@lb01 a\n@lb02 b\n', 'lb02')).toEqual([['b']]);
  });

  it('replaces definitions, also in quotes and in other definitions', () => {
    const text = '$IP=192.0.2\n$ALL=${IP}.1 dev eth0\nx $ALL\ny "${IP}.2"\nz $IP.3 $NONE $\n';
    expect(expanded(text)).toEqual([
      ['x', '192.0.2.1', 'dev', 'eth0'],
      ['y', '192.0.2.2'],
      // Without braces a name ends at a blank, a comma, a bracket or the line's end, else it is none.
      ['z', '$IP.3', '$NONE', '$'],
    ]);
  });

  it('replaces a line by several', () => {
    const text = '$BLOCK= \\\n  virtual_ipaddress { \\\n    192.0.2.1 \\\n  }\nv {\n$BLOCK\n}\n';
    expect(expanded(text)).toEqual([['v', [['virtual_ipaddress', [['192.0.2.1']]]]]]);
  });

  it('a definition counts from its line on, the last one at that point', () => {
    expect(expanded('x $A\n$A=1\nx $A\n$A=2\nx $A\n')).toEqual([
      ['x', '$A'],
      ['x', '1'],
      ['x', '2'],
    ]);
  });

  it('repeats ~SEQ lines', () => {
    expect(expanded('~SEQ(N, 2, 4) 192.0.2.${N}\n')).toEqual([
      ['192.0.2.2'],
      ['192.0.2.3'],
      ['192.0.2.4'],
    ]);
    expect(expanded('~SEQ(A, 1, 2) ~SEQ(B, 6, -2, 4) $A $B\n')).toEqual([
      ['1', '6'],
      ['1', '4'],
      ['2', '6'],
      ['2', '4'],
    ]);
    expect(expanded('~SEQ(N, 0x10) x\n~SEQx(N, 9, 11) $N\n').slice(16)).toEqual([
      ['9'],
      ['a'],
      ['b'],
    ]);
    expect(expanded('~SEQ(N, -2) $N\n')).toEqual([['-1'], ['-2']]);
    expect(expanded('~SEQ broken\n')).toEqual([['~SEQ', 'broken']]);
  });

  it('repeats ~LST lines, also for several names at once', () => {
    expect(expanded('~LST(A, x, y) $A\n~LST({A, B}, {1,2},{3, 4}) ${A}.${B}\n')).toEqual([
      ['x'],
      ['y'],
      ['1.2'],
      ['3.4'],
    ]);
    expect(view('~LST({A, B}, {1,2}) ${A}.${B}\n').problems).toEqual([]);
  });

  it('conditions and definitions inside of a definition', () => {
    const text = `$IF=@lb01
$IF priority 240
$V= \\
  vrrp_instance V\${N} { \\
    # of the first alone
    \t
    @lb01 priority 130 \\
    @lb02 priority 120 \\
    $ID=5\${N} \\
    virtual_router_id \${ID} \\
  }
$N=1
$V
~SEQ(N, 2, 3) $V
`;
    const instance = (n: number) => [
      'vrrp_instance',
      `V${n}`,
      [
        ['priority', '130'],
        ['virtual_router_id', `5${n}`],
      ],
    ];
    expect(expanded(text)).toEqual([['priority', '240'], instance(1), instance(2), instance(3)]);
    expect(view(text).problems).toEqual([]);
  });

  it('takes in the files that an include names, with their own places', () => {
    const files = (pattern: string) =>
      pattern === 'conf.d/*.conf' ? [parseKeepalived('vrrp_script a {\n}\n', 'conf.d/a.conf')] : [];
    const { statements } = expandKeepalived(parseKeepalived('include conf.d/*.conf\nx\n', 'k'), {
      hostname: 'lb01',
      include: files,
    });
    expect(statements).toMatchObject([
      { keyword: 'vrrp_script', file: 'conf.d/a.conf', line: 1 },
      { keyword: 'x', file: 'k', line: 2 },
    ]);
  });

  it('a file that includes itself, definitions that grow out of themselves: an end, and a problem', () => {
    const self = parseKeepalived('include self\nx\n');
    const { statements } = expandKeepalived(self, { hostname: 'a', include: () => [self] });
    expect(statements).toHaveLength(17);
    expect(view('$A=$A $A\nx $A\n').problems).toMatchObject([{ kind: 'expansion', line: 2 }]);
    expect(view('$A=${B}${B}\n$B=${A}${A}\nx ${A}\n').problems).toMatchObject([{ line: 3 }]);
    expect(view('~SEQ(A, 1, 999999999) ~SEQ(B, 1, 999999999) x\n').problems).toMatchObject([
      { kind: 'expansion' },
    ]);
  });

  it('a line of a million words ends in a problem, with conditions and definitions too', () => {
    const long = 'x '.repeat(500_000);
    expect(view(long).problems).toMatchObject([{ kind: 'too-long', line: 1 }]);
    expect(view(`$A=1\n@lb01 y ${long}\nz $A\n`)).toMatchObject({
      statements: [{ keyword: 'y' }, { words: [{ text: 'z' }, { text: '1' }] }],
      problems: [{ kind: 'too-long', line: 2 }],
    });
  });

  it('a definition of a hundred thousand lines, used', () => {
    const { problems } = view(`$A= \\\n${'a \\\n'.repeat(200_000)}\n$A\n`);
    expect(problems).toMatchObject([{ kind: 'expansion' }]);
  });

  it('a file that grows by what it includes says where reading ends', () => {
    const part = parseKeepalived('a b c d e f g h\n'.repeat(10_000));
    const main = parseKeepalived('include part\n'.repeat(5));
    const { problems } = expandKeepalived(main, { hostname: 'a', include: () => [part] });
    expect(problems).toMatchObject([{ kind: 'too-long' }]);
  });

  it('never throws', () => {
    const sign = fc.constantFrom(
      '\n',
      ' ',
      '{',
      '}',
      '"',
      '$A=',
      '$A',
      '${A}',
      '\\\n',
      '@a ',
      '~SEQ(A,1,3) ',
      'b',
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 50 }), (signs) => {
        expandKeepalived(parseKeepalived(signs.join('')), { hostname: 'a' });
      }),
      { numRuns: 2000 },
    );
  });
});
