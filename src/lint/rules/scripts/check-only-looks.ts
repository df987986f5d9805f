import type { NodeRule } from '../../rule.ts';
import { bodiesOf } from '../../shell/body.ts';
import type { ShellCommand } from '../../shell/command.ts';
import { programOf } from '../../shell/program.ts';

export const checkOnlyLooks: NodeRule = {
  id: 'SCR016',
  severity: 'warning',
  scope: 'node',
  title: 'a check neither stops keepalived nor starts haproxy',
  why:
    'A check that stops keepalived moves the VIP once; nothing starts it again, and when the other node fails there is ' +
    'no master left. One that starts haproxy races with systemd, and hides from keepalived that it was down.',
  fix: 'exit 1: keepalived moves the VIP itself; Restart=on-failure in the unit starts haproxy again',
  source: 'known in the field',
  check: (node) =>
    bodiesOf(node, 'check').flatMap(({ commands }) =>
      commands.flatMap((command, index) => {
        const what = deedOf(command, commands[index - 1]);
        return what === null ? [] : [{ at: command, message: `the check ${what}` }];
      }),
    ),
};

const verbs = /^(start|stop|restart|reload|try-restart|reload-or-restart|kill)$/;

/** "stops keepalived (systemctl stop keepalived)"; null: it only looks. */
function deedOf(command: ShellCommand, before: ShellCommand | undefined): string | null {
  const { name, args } = programOf(command);
  const words = args.map(({ text }) => text);
  const told = (verb: string, daemon: string) => {
    const text = [name, ...words].join(' ').slice(0, 80);
    const line = `(${text})`;
    return `${verb}s ${daemon} ${line}`;
  };
  const daemon = words
    .map((word) => /^(keepalived|haproxy)(\.service)?$/.exec(word)?.[1])
    .find((found) => found !== undefined);
  if (/^(systemctl|service|rc-service)$/.test(name)) {
    const verb = words.find((word) => verbs.test(word));
    return verb === undefined || daemon === undefined ? null : told(verb, daemon);
  }
  const script = command.words.find(({ text }) =>
    /^\/etc\/(rc\.d\/)?init\.d\/(keepalived|haproxy)$/.test(text),
  );
  if (script !== undefined) {
    const verb = words.find((word) => verbs.test(word));
    return verb === undefined
      ? null
      : told(verb, script.text.slice(script.text.lastIndexOf('/') + 1));
  }
  if (/^(killall|pkill|kill)$/.test(name) && !words.includes('-0')) {
    // `kill $(pidof keepalived)`: the search stands before it.
    const found = daemon ?? daemonIn(before, words);
    return found === null ? null : told('kill', found);
  }
  return null;
}

function daemonIn(before: ShellCommand | undefined, words: string[]): string | null {
  const text = [...words, ...(before?.words ?? []).map(({ text: word }) => word)].join(' ');
  if (!/\$\(|`/.test(words.join(' '))) return null;
  return /\b(keepalived|haproxy)\b/.exec(text)?.[1] ?? null;
}
