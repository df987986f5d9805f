import type { NodeRule } from '../../rule.ts';
import { programOf } from '../../shell/program.ts';
import { shellFilesOf } from './shell-files.ts';

export const reloadInsteadOfRestart: NodeRule = {
  id: 'OPS003',
  severity: 'note',
  scope: 'node',
  title: 'scripts reload haproxy and keepalived, and do not restart them',
  why:
    'A restart cuts every connection and moves the VIP, and where the file has a mistake the daemon stays down. A reload ' +
    'reads the same file, and with a mistake the old process goes on.',
  fix: 'systemctl reload haproxy; systemctl reload keepalived',
  source: 'measured: a reload of either loses no connection',
  check: (node) =>
    shellFilesOf(node).flatMap(({ commands }) =>
      commands.flatMap((command) => {
        const { name, args } = programOf(command);
        const words = args.map(({ text }) => text);
        const daemon = words
          .map((word) => /^(keepalived|haproxy)(\.service)?$/.exec(word)?.[1])
          .find((one) => one !== undefined);
        const restarts = /^(systemctl|service|rc-service)$/.test(name) && words.includes('restart');
        if (!restarts || daemon === undefined) return [];
        return [
          { at: command, message: `the script restarts ${daemon}: a reload reads the file too` },
        ];
      }),
    ),
};
