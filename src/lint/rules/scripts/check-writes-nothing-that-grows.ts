import type { NodeRule, Observation } from '../../rule.ts';
import { bodiesOf } from '../../shell/body.ts';
import { inBranches } from '../../shell/branches.ts';
import type { ShellCommand } from '../../shell/command.ts';
import { programOf } from '../../shell/program.ts';

export const checkWritesNothingThatGrows: NodeRule = {
  id: 'SCR015',
  severity: 'warning',
  scope: 'node',
  title: 'a check that succeeds writes to no file',
  why:
    'A check runs every second or two, for years: what each run appends fills the disk, and a full disk stops the ' +
    'service that the check is for. No daemon looks into the script.',
  fix: 'log changes only, with logger -t NAME; keepalived logs by itself when a check changes its mind',
  source: 'known in the field',
  check: (node) =>
    bodiesOf(node, 'check').flatMap(({ commands, source }) => {
      if (source === null) return [];
      const branches = inBranches(commands);
      const renewed = renewedBy(commands);
      return commands
        .flatMap((command) => writes(command, branches.has(command)))
        .filter(({ path }) => !renewed.has(path) && !(renewed.has('$') && path.startsWith('$')))
        .map(({ seen }) => seen);
    }),
};

interface Write {
  path: string;
  seen: Observation;
}

/** Files that the script itself empties or takes away; `$`: those that mktemp has made for this run. */
function renewedBy(commands: readonly ShellCommand[]): Set<string> {
  const renewed = commands.flatMap((command) => {
    const { name, args } = programOf(command);
    return [
      ...(/^(rm|mv|truncate|tail|head)$/.test(name) ? args.map(({ text }) => text) : []),
      ...(name === 'mktemp' ? ['$'] : []),
      ...command.redirects.flatMap(({ operator, target }) =>
        operator === '>' ? (target?.text ?? []) : [],
      ),
    ];
  });
  return new Set(renewed);
}

function writes(command: ShellCommand, isSometimes: boolean): Write[] {
  const tee = programOf(command);
  const targets = [
    ...command.redirects
      .filter(({ operator }) => /^(\d*|&)>[>|]?$/.test(operator))
      .map(({ operator, target }) => ({ target, grows: operator.endsWith('>>') })),
    ...(tee.name === 'tee'
      ? [{ target: tee.args.at(-1) ?? null, grows: tee.args.some(({ text }) => text === '-a') }]
      : []),
  ];
  return targets.flatMap(({ target, grows }): Write[] => {
    const path = target?.text ?? '';
    if (path.startsWith('/dev/') || path.startsWith('/proc/')) return [];
    if (grows && path !== '') {
      const often = isSometimes ? 'some runs append' : 'each run appends';
      return [
        {
          path,
          seen: {
            at: command,
            severity: isSometimes ? 'note' : 'warning',
            message: `${often} to ${path}, which only ever grows`,
          },
        },
      ];
    }
    if (!path.startsWith('/etc/')) return [];
    return [
      {
        path: '',
        seen: {
          at: command,
          severity: 'note',
          message: `the check writes to ${path}`,
          fix: 'state of a run belongs under /run',
        },
      },
    ];
  });
}
