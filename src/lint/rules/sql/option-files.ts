import type { Place } from '../../../core/place.ts';
import type { NodeView } from '../../view.ts';

/** A setting of the server, as the last of its option files says it. */
export interface ServerOption extends Place {
  value: string;
}

const groups = /^(mysqld|mariadbd?|server)(-[\d.]+)?$/;

/** Options of the database server by name: files in the order of their paths, `-` and the new words as the old ones. */
export function serverOptionsOf(node: NodeView): ReadonlyMap<string, ServerOption> {
  const found = new Map<string, ServerOption>();
  const files = node.node.files
    .filter(({ path }) => /^\/etc\/(mysql\/|my\.cnf).*\.cnf$|^\/etc\/my\.cnf$/.test(path))
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
  for (const file of files) {
    let group = '';
    for (const [index, line] of file.text.split('\n').entries()) {
      const text = line.trim();
      group = /^\[([^\]]*)\]/.exec(text)?.[1] ?? group;
      const [, name, value = ''] = /^([A-Za-z][\w-]*)\s*(?:=\s*(.*?))?\s*$/.exec(text) ?? [];
      if (name === undefined || !groups.test(group)) continue;
      const column = line.length - line.trimStart().length + 1;
      found.set(oldName(name), {
        file: file.shown,
        line: index + 1,
        column,
        value: value.replace(/^(["'])(.*)\1$/, '$2').toLowerCase(),
      });
    }
  }
  return found;
}

function oldName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('-', '_')
    .replace('log_replica_updates', 'log_slave_updates')
    .replace(/^rpl_semi_sync_source/, 'rpl_semi_sync_master')
    .replace(/^rpl_semi_sync_replica/, 'rpl_semi_sync_slave');
}

/** An option without a value is on. */
export function isOn(option: ServerOption | undefined): boolean {
  return option !== undefined && ['', '1', 'on', 'true'].includes(option.value);
}
