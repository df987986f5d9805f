import type { NodeRule, Observation } from '../../rule.ts';
import type { Redirect, ShellCommand } from '../../shell/command.ts';
import { programOf } from '../../shell/program.ts';
import { configuration, shellFilesOf } from './shell-files.ts';

export const hereDocumentsAreQuoted: NodeRule = {
  id: 'OPS012',
  severity: 'note',
  scope: 'node',
  title: 'a configuration that a script writes arrives as it stands there',
  why:
    'In a here-document without quotes the shell replaces $NAME, $(…) and backquotes before the file is written: a ' +
    'variable of keepalived or nginx, or a password with a dollar sign, is gone, and nothing says so.',
  fix: "<<'EOF' instead of <<EOF; where variables are meant, a backslash before each dollar sign that is not",
  source: 'POSIX, shell command language, 2.7.4; seen in a field write-up',
  check: (node) =>
    shellFilesOf(node).flatMap(({ source, commands }) => {
      const lines = source.text.split('\n');
      return commands.flatMap((command): Observation[] => {
        const path = writtenBy(command);
        const open = command.redirects.find(isUnquoted);
        if (path === null || open === undefined) return [];
        const found = replacedIn(lines, open);
        if (found === null) return [];
        return [
          {
            at: { line: found.line, column: found.column, file: source.shown },
            message: `the shell replaces ${found.word} before it writes ${path}`,
          },
        ];
      });
    }),
};

function writtenBy(command: ShellCommand): string | null {
  const { name, args } = programOf(command);
  const targets = [
    ...command.redirects.flatMap(({ operator, target }) =>
      /^\d*>[>|]?$/.test(operator) ? (target?.text ?? []) : [],
    ),
    ...(name === 'tee' ? args.map(({ text }) => text) : []),
  ];
  return targets.find((path) => configuration.test(path)) ?? null;
}

function isUnquoted({ operator, target }: Redirect): boolean {
  return /^<<-?$/.test(operator) && target !== null && !/["'\\]/.test(target.raw);
}

/** The first word of the document that a dollar sign or a backquote begins. */
function replacedIn(
  lines: readonly string[],
  { line, target }: Redirect,
): { line: number; column: number; word: string } | null {
  for (let at = line; at < lines.length; at += 1) {
    const text = lines[at] ?? '';
    if (text.trim() === target?.text) return null;
    const found = /(?<!\\)(\$[A-Za-z_]\w{0,40}|\$[{(]|`)/.exec(text);
    if (found !== null) return { line: at + 1, column: found.index + 1, word: found[0] };
  }
  return null;
}
