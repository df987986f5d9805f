import { posix } from 'node:path';
import { parseKeepalived, type KeepalivedFile } from '../keepalived/config/parse.ts';
import { matchesGlob } from './glob.ts';
import type { LintNode } from './subject.ts';

/** The files of a node that an `include` names, in the order of glob(3); relative to /etc/keepalived. */
export function includedFiles(node: LintNode): (pattern: string) => KeepalivedFile[] {
  const parsed = new Map<string, KeepalivedFile>();
  return (pattern) =>
    node.files
      .filter(({ path }) => matchesGlob(path, posix.resolve('/etc/keepalived', pattern)))
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ path, text, shown }) => {
        const file = parsed.get(path) ?? parseKeepalived(text, shown);
        parsed.set(path, file);
        return file;
      });
}
