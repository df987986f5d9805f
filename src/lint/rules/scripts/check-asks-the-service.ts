import type { NodeRule, Observation } from '../../rule.ts';
import { bodiesOf, type ShellBody } from '../../shell/body.ts';
import type { ShellCommand } from '../../shell/command.ts';
import { programOf } from '../../shell/program.ts';
import { findsItself } from './finds-itself.ts';

export const checkAsksTheService: NodeRule = {
  id: 'SCR008',
  severity: 'note',
  scope: 'node',
  title: 'a check asks the service, and does not only look for its process',
  why:
    'A haproxy that hangs, or that is a zombie, still is in the process table: killall -0, pidof and pgrep are content, ' +
    'and the VIP stays where nobody answers. A search by name in a script that has the name in its own finds itself.',
  fix: 'a request with a time limit to a local health URL, or "show info" on the stats socket',
  source: 'measured; proc(5), comm; pgrep(1)',
  check: (node) => bodiesOf(node, 'check').flatMap(searches),
};

function searches(body: ShellBody): Observation[] {
  const { commands } = body;
  const asks = commands.some((one) =>
    /^(curl|wget|socat|nc|ncat|openssl)$/.test(programOf(one).name),
  );
  return commands.flatMap((command, index): Observation[] => {
    const own = findsItself(command, index, body);
    if (own !== null) return [own];
    const { name, args } = programOf(command);
    const isSearch =
      /^(pidof|pgrep)$/.test(name) ||
      (/^(killall|pkill|kill)$/.test(name) && args.some(({ text }) => text === '-0')) ||
      isListing(command, commands[index + 1]);
    if (!isSearch || asks) return [];
    return [{ at: command, message: `the check only looks for a process (${name})` }];
  });
}

/** `ps … | grep …` */
function isListing(command: ShellCommand, next: ShellCommand | undefined): boolean {
  return (
    /^(ps|ss|netstat)$/.test(programOf(command).name) &&
    command.end === '|' &&
    next !== undefined &&
    /^[ef]?grep$/.test(programOf(next).name)
  );
}
