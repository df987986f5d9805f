import type { NodeRule, Observation } from '../../rule.ts';
import { bodiesOf, type ShellBody } from '../../shell/body.ts';
import type { ShellCommand, ShellWord } from '../../shell/command.ts';
import { programOf } from '../../shell/program.ts';

export const testsComeOutBothWays: NodeRule = {
  id: 'SCR022',
  severity: 'error',
  scope: 'node',
  title: 'a test in a script can come out either way',
  why:
    'A test that is always true, or that the shell cannot make sense of, decides the same on a healthy and on a dead ' +
    'node. All of these are valid shell, or fail only when that line is reached: sh -n says nothing.',
  fix: 'run the script with the service up and with it down: hadeploy verify does',
  source: 'POSIX, test; measured',
  check: (node) =>
    bodiesOf(node, 'check', 'notify', 'misc').flatMap((body) =>
      body.commands.flatMap((command) => [
        ...bracketTypos(command),
        ...constantTests(command),
        ...unquotedTests(command),
        ...testsOfPosix(command, body),
        ...optionTypos(command),
      ]),
    ),
};

function bracketTypos({ words }: ShellCommand): Observation[] {
  const [name] = words;
  const last = words.at(-1);
  if (name === undefined || last === undefined || words.length < 2) return [];
  if (/^\[{1,2}[^[\]\s*?]/.test(name.raw) && last.raw.endsWith(']')) {
    const bracket = name.raw.startsWith('[[') ? '[[' : '[';
    return [
      { at: name, message: `${name.raw} is a command: a blank is missing behind ${bracket}` },
    ];
  }
  if (name.raw !== '[' || words.some(({ raw }) => raw === ']')) return [];
  const what = last.raw.endsWith(']')
    ? `a blank is missing before ] in ${last.raw}`
    : '] is missing';
  return [{ at: last, message: `${what}: the test always fails` }];
}

function operandsOf({ words }: ShellCommand): ShellWord[] | null {
  const [name, ...rest] = words;
  const close = { '[': ']', '[[': ']]' }[name?.raw ?? ''];
  if (name?.raw === 'test') return rest;
  const end = rest.findIndex(({ raw }) => raw === close);
  return close === undefined || end === -1 ? null : rest.slice(0, end);
}

function constantTests(command: ShellCommand): Observation[] {
  const operands = operandsOf(command);
  if (operands === null || command.redirects.some(({ at }) => at <= operands.length)) return [];
  const isNegated = operands[0]?.raw === '!';
  const [only, ...more] = isNegated ? operands.slice(1) : operands;
  if (only === undefined || more.length > 0) return [];
  // `while [ 1 ]` is a loop that is meant to have no end.
  if (command.lead.some((word) => word === 'while' || word === 'until')) return [];
  const always = isNegated ? 'false' : 'true';
  if (
    /^[^=!<>]+(==?|!=)/.test(only.text) &&
    !only.text.startsWith('$((') &&
    !isSubstitution(only)
  ) {
    return [
      { at: only, message: `[ ${only.raw} ] is always ${always}: blanks are missing around =` },
    ];
  }
  // `[ -t ]` is an old way to ask for a terminal.
  if (!only.isLiteral || only.text === '' || only.text === '-t') return [];
  return [{ at: only, message: `[ ${only.raw} ] is always ${always}: it tests a word` }];
}

/** Where nothing is left of a word without quotes, `-n` is a word like any other. */
function unquotedTests(command: ShellCommand): Observation[] {
  const operands = operandsOf(command);
  if (operands === null || command.words[0]?.raw === '[[') return [];
  const [operator, word, ...more] = operands.filter(({ raw }) => raw !== '!');
  if (operator?.raw !== '-n' || word === undefined || more.length > 0) return [];
  if (word.isQuoted || word.isLiteral) return [];
  return [
    {
      at: word,
      message: `[ -n ${word.raw} ] is true also where there is nothing: quotes are missing`,
      fix: `[ -n "${word.raw}" ]`,
    },
  ];
}

function isSubstitution({ raw }: ShellWord): boolean {
  return /^"?(\$\(|`|\$\{)/.test(raw);
}

/** What bash takes and dash, the sh of Debian and Ubuntu, does not. */
function testsOfPosix(command: ShellCommand, { source }: ShellBody): Observation[] {
  if (!/^#!\s*\/(usr\/)?bin\/(env )?(da)?sh\b/.test(source?.text.slice(0, 100) ?? '')) return [];
  const [name] = command.words;
  const fix = '#!/bin/bash in the first line, or [ A = B ]';
  const told = (at: ShellWord, what: string): Observation[] => [
    {
      at,
      severity: 'warning',
      message: `${what} is of bash: the sh of Debian and Ubuntu fails there`,
      fix,
    },
  ];
  if (name?.raw === '[[') return told(name, '[[');
  const equals = (operandsOf(command) ?? []).find(({ raw }) => raw === '==');
  return equals === undefined ? [] : told(equals, '== within [ ]');
}

function optionTypos(command: ShellCommand): Observation[] {
  const { name, args } = programOf(command);
  const digit = args.find(({ raw }) => /^-\d+$/.test(raw));
  if (name !== 'wc' || digit === undefined) return [];
  return [
    {
      at: digit,
      message: `wc ${digit.raw} is no option: it counts nothing`,
      fix: 'wc -l (the letter, for lines)',
    },
  ];
}
