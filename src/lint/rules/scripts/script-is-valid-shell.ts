import type { Place } from '../../../core/place.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import { bodiesOf, type ShellBody } from '../../shell/body.ts';
import type { ShellCommand } from '../../shell/command.ts';

export const scriptIsValidShell: NodeRule = {
  id: 'SCR020',
  severity: 'error',
  scope: 'node',
  title: 'a script is what the shell takes it for',
  why:
    'A script that the shell cannot read ends with an error at each run, on both nodes alike: the check fails always, ' +
    'or, where the line is in a branch, on the day that it counts. keepalived never looks into it.',
  fix: 'sh -n FILE, and shellcheck FILE',
  source: 'POSIX, shell command language; measured',
  check: (node) => bodiesOf(node, 'check', 'notify', 'misc').flatMap(problemsOf),
};

function problemsOf(body: ShellBody): Observation[] {
  const { source, commands, problems } = body;
  const told = source?.syntaxError;
  const unread = source === null ? [] : told === undefined ? problems : [];
  return [
    ...(told
      ? [{ at: placeIn(source, told.line), message: `the shell says: ${told.message}` }]
      : []),
    ...unread.map((problem) => ({ at: problem, message: problem.message })),
    ...commands.flatMap(spacedAssignment),
  ];
}

function placeIn(source: ShellBody['source'], line: number | null): Place {
  const at = { line: line ?? 1, column: 1 };
  return source === null ? at : { ...at, file: source.shown };
}

/** `name = value` and `$name=value` run a program of that name. */
function spacedAssignment(command: ShellCommand): Observation[] {
  const [name, sign, value] = command.words;
  if (name === undefined || name.isQuoted) return [];
  if (/^\$[A-Za-z_]\w*=/.test(name.raw)) {
    const fix = name.raw.slice(1);
    return [{ at: name, message: `${name.raw} is a command, not an assignment`, fix }];
  }
  const isSpaced =
    sign?.raw === '=' && /^[A-Za-z_]\w*$/.test(name.raw) && command.words.length <= 3;
  if (!isSpaced || ['test', 'expr', 'let'].includes(name.raw)) return [];
  const written = [name, sign, value].flatMap((word) => word?.raw ?? []);
  return [
    {
      at: name,
      message: `${written.join(' ')} runs a command ${name.raw}: an assignment has no blanks around =`,
      fix: written.join(''),
    },
  ];
}
