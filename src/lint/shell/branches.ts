import type { ShellCommand } from './command.ts';

const OPENING = new Set(['then', 'else', 'do']);

/** The commands that not every run comes to: in a branch, in a loop, in a `case`, in a function, or behind `&&` and `||`. */
export function inBranches(commands: readonly ShellCommand[]): Set<ShellCommand> {
  const found = new Set<ShellCommand>();
  let open = 0;
  let before: ShellCommand | null = null;
  for (const command of commands) {
    const first = command.words[0]?.raw ?? '';
    if (first === 'fi' || first === 'done' || first === 'esac' || first === '}') open -= 1;
    if (command.lead.some((word) => OPENING.has(word) || word === '{') || first === 'case') {
      if (!command.lead.includes('else')) open += 1;
    }
    if (open > 0 || before?.end === '&&' || before?.end === '||') found.add(command);
    before = command;
    open = Math.max(0, open);
  }
  return found;
}
