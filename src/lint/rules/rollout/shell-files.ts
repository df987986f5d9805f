import type { NodeView } from '../../view.ts';
import { bodiesOf, isShell } from '../../shell/body.ts';
import type { ShellCommand } from '../../shell/command.ts';
import { readShell } from '../../shell/read.ts';
import type { SourceFile } from '../../subject.ts';

export interface ShellFile {
  source: SourceFile;
  commands: readonly ShellCommand[];
}

/** The configuration of a daemon, and what lies beside it. */
export const configuration = /^["']?\/etc\/(keepalived|haproxy|nginx|sysctl\.d)\//;

const known = new WeakMap<NodeView, ShellFile[]>();

/** Every shell script that was given: those that keepalived names, and what lies beside them, as an installer. */
export function shellFilesOf(node: NodeView): ShellFile[] {
  const files = known.get(node) ?? readFiles(node);
  known.set(node, files);
  return files;
}

function readFiles(node: NodeView): ShellFile[] {
  const named = bodiesOf(node, 'check', 'notify', 'misc').flatMap(({ source, commands }) =>
    source === null ? [] : [{ source, commands }],
  );
  const shown = new Set(named.map(({ source }) => source.shown));
  const beside = node.node.files.filter(
    (file) => file.text.startsWith('#!') && isShell(file) && !shown.has(file.shown),
  );
  return [
    ...named,
    ...beside.map((source) => ({
      source,
      commands: readShell(source.text, { line: 1, column: 1, file: source.shown }).commands,
    })),
  ];
}
