import type { NodeRule, Observation } from '../../rule.ts';
import type { ShellCommand } from '../../shell/command.ts';
import { hasFlag, programOf } from '../../shell/program.ts';
import { configuration, shellFilesOf } from './shell-files.ts';

export const filesAreWrittenWhole: NodeRule = {
  id: 'OPS011',
  severity: 'warning',
  scope: 'node',
  title: 'scripts write a configuration as a whole',
  why:
    'A change by line number hits another line as soon as the file differs a little, and what is appended is there twice ' +
    'after the second run. Each node ends with a file of its own that nobody has written.',
  fix: 'write the whole file beside the old one, check it, and rename it: hadeploy does',
  source: 'seen in a field write-up',
  check: (node) =>
    shellFilesOf(node).flatMap(({ commands }) =>
      commands.flatMap((command) => [...appended(command), ...byNumber(command)]),
    ),
};

function appended(command: ShellCommand): Observation[] {
  const tee = programOf(command);
  const targets = [
    ...command.redirects.flatMap(({ operator, target }) =>
      /^\d*>>$/.test(operator) ? (target?.text ?? []) : [],
    ),
    ...(tee.name === 'tee' && hasFlag(tee.args, 'a') ? tee.args.map(({ text }) => text) : []),
  ];
  return targets
    .filter((path) => configuration.test(path))
    .map((path) => ({ at: command, message: `the script appends to ${path}` }));
}

/** `sed -i '64,$d' FILE` */
function byNumber(command: ShellCommand): Observation[] {
  const { name, args } = programOf(command);
  const words = args.map(({ text }) => text);
  const file = words.find((word) => configuration.test(word));
  const edits = words.find((word) => /^\d+(,(\d+|\$))?[acdisy]/.test(word));
  const inPlace = words.some((word) => /^(-[A-Za-z]*i|--in-place)/.test(word));
  if (name !== 'sed' || !inPlace || file === undefined || edits === undefined) return [];
  return [{ at: command, message: `the script changes ${file} by line number (${edits})` }];
}
