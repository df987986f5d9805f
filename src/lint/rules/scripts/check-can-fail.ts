import type { NodeRule } from '../../rule.ts';
import { bodiesOf, type ShellBody } from '../../shell/body.ts';
import { isClosing, type ShellCommand } from '../../shell/command.ts';
import { programOf } from '../../shell/program.ts';

/** They end with 0 whatever happens. */
const CONTENT = new Set(['true', ':', 'echo', 'printf', 'logger', 'date']);

/** They end the script, or decide how it ends, in a way that is not looked into. */
const DECIDING = new Set(['return', 'exec', 'trap', 'kill', 'set', 'source', '.', 'eval', 'false']);

export const checkCanFail: NodeRule = {
  id: 'SCR023',
  severity: 'error',
  scope: 'node',
  title: 'a check has a way to fail',
  why:
    'A check that ends with 0 on every way through it finds nothing, ever: a dead service keeps the VIP. keepalived ' +
    'only sees the exit code. An if whose branch is not taken ends with 0 too.',
  fix: 'exit 1 where the service does not answer',
  source: 'POSIX, exit status; measured',
  check: (node) =>
    bodiesOf(node, 'check').flatMap((body) => {
      const end = contentEnd(body);
      if (end === null) return [];
      const how =
        end.words[0]?.raw === 'fi'
          ? 'no branch ends with anything but 0'
          : `its last command is ${end.words
              .map(({ raw }) => raw)
              .join(' ')
              .slice(0, 60)}`;
      return [{ at: end, message: `the check cannot fail: ${how}` }];
    }),
};

/** The last command, where it and every other end of the script is 0; null where one may not be. */
function contentEnd({ commands, problems, source }: ShellBody): ShellCommand | null {
  const end = commands.at(-1);
  if (end === undefined || problems.length > 0) return null;
  if (commands.some((command) => mayFail(command))) return null;
  if (end.words[0]?.raw === 'fi') {
    if (source === null) return null;
    const ends = commands.filter(
      ({ words }, at) => words[0]?.raw !== 'fi' && isBranchEnd(commands[at + 1]),
    );
    return ends.length > 0 && ends.every(isContent) ? end : null;
  }
  const isCovered = commands.at(-2)?.end !== '&&' && end.depth === 0 && end.end !== '&';
  return isContent(end) && isCovered ? end : null;
}

function mayFail(command: ShellCommand): boolean {
  const { name, args } = programOf(command);
  if (DECIDING.has(name)) return true;
  if (name === 'exit') return args.length === 0 ? true : args[0]?.text !== '0';
  // It takes keepalived down instead.
  return (
    command.words.some(({ text }) => text.includes('keepalived') && !text.startsWith('/')) &&
    !CONTENT.has(name)
  );
}

function isBranchEnd(next: ShellCommand | undefined): boolean {
  return (
    next !== undefined &&
    (isClosing(next) || next.lead.includes('else') || next.lead.includes('elif'))
  );
}

function isContent(command: ShellCommand): boolean {
  const { name, args } = programOf(command);
  if (name === 'exit') return args[0]?.text === '0';
  return (
    CONTENT.has(name) ||
    (command.words.length === 0 &&
      command.assignments.every(({ isLiteral }) => isLiteral) &&
      command.assignments.length > 0)
  );
}
