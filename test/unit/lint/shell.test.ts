import { describe, expect, test } from 'vitest';
import { readShell } from '../../../src/lint/shell/read.ts';

const commands = (text: string) =>
  readShell(text).commands.map(({ words }) => words.map(({ text }) => text));

describe('a shell script', () => {
  test('simple commands, one after the other', () => {
    expect(commands('a b; c && d || e | f & g\nh')).toEqual([
      ['a', 'b'],
      ...['c', 'd', 'e', 'f', 'g', 'h'].map((name) => [name]),
    ]);
  });

  test('comments, quotes, escapes and continued lines', () => {
    expect(commands('a # b\n# c\nd "e # f" \'g;h\' i\\ j \\\n k#l')).toEqual([
      ['a'],
      ['d', 'e # f', 'g;h', 'i j', 'k#l'],
    ]);
  });

  test('reserved words stand before their command, also on the line before', () => {
    const { commands } = readShell('if ! a; then\n  b\nelse\nc\nfi');
    expect(commands.map(({ lead, words }) => [...lead, '|', words[0]?.text].join(' '))).toEqual([
      'if ! | a',
      'then | b',
      'else | c',
      ' | fi'.trim(),
    ]);
  });

  test('substitutions are commands of their own, in quotes too', () => {
    const { commands } = readShell('n=`a | b` x "$(c $(d))" $((1 + (2)))');
    expect(commands.map(({ words, depth }) => `${words[0]?.text} ${depth}`)).toEqual([
      'a 1',
      'b 1',
      'd 2',
      'c 1',
      'x 0',
    ]);
    expect(commands.at(-1)?.assignments.map(({ raw }) => raw)).toEqual(['n=`a | b`']);
  });

  test('redirections, with the word that they stand behind', () => {
    const [test] = readShell('[ $n > 0 ] 2>/dev/null').commands;
    expect(test?.redirects).toMatchObject([
      { operator: '>', target: { text: '0' }, at: 2 },
      { operator: '2>', target: { text: '/dev/null' }, at: 3 },
    ]);
  });

  test('in [[ ]] nothing is redirected and nothing ends a command', () => {
    expect(commands('[[ $a > 0 && -n $b ]]; c')).toEqual([
      ['[[', '$a', '>', '0', '&&', '-n', '$b', ']]'],
      ['c'],
    ]);
  });

  test('a parameter with quotes and parameters in it', () => {
    expect(commands('a "${b:="${c[0]}/\\}"}" ${d#\'}')).toEqual([
      ['a', '${b:="${c[0]}/\\}"}', "${d#'}"],
    ]);
  });

  test('arithmetic is one word', () => {
    expect(commands('if (( n = a > 0 )); then (b; c); fi')).toEqual([
      ['(( n = a > 0 ))'],
      ['b'],
      ['c'],
      ['fi'],
    ]);
  });

  test('here-documents are no commands', () => {
    expect(commands("cat <<-'END' > x\n\trm -rf /\n\tEND\nb")).toEqual([['cat'], ['b']]);
  });

  test('where its commands stand', () => {
    expect(readShell('#!/bin/sh\n\n  a "x\ny" && b').commands).toMatchObject([
      { line: 3, column: 3 },
      { line: 4, column: 7 },
    ]);
  });

  test('a quote or a substitution that is never closed', () => {
    expect(readShell('a "b\nc').problems).toMatchObject([{ line: 1, column: 3 }]);
    expect(readShell("a 'b").problems).toHaveLength(1);
    expect(readShell('a $(b').problems).toHaveLength(1);
    expect(readShell("a \"b\" 'c' $(d) # it's").problems).toEqual([]);
  });

  test.each([
    '((a))',
    '`',
    '$(',
    '"$(',
    '((',
    '(',
    '[[ ',
    '<<',
    "'",
    '${',
    '\\',
    '$(`',
    '`$(',
    '<',
    '&>',
  ])('any text ends, soon: %s', (piece) => {
    // Time of the processor: a busy machine is not a slow reader.
    const { user: start } = process.cpuUsage();
    for (const length of [1, 2, 3, 50, 5_000]) readShell(piece.repeat(length));
    expect(process.cpuUsage().user - start).toBeLessThan(2_000_000);
  });
});
