import { posix } from 'node:path';
import { expandKeepalived } from '../keepalived/config/expand.ts';
import { parseKeepalived } from '../keepalived/config/parse.ts';
import { globOf } from './glob.ts';
import type { KeepalivedText, LintNode, ReadFile, SourceFile } from './subject.ts';

/** The keepalived.conf of a node, with what it includes. Never throws, whatever the files hold. Pure. */
export function readKeepalived(node: LintNode, source: SourceFile): KeepalivedText {
  const main = readFile(source);
  const others = includedFiles(node);
  const asked = new Map<string, ReadFile[]>();
  // keepalived looks for a relative name beside the file that it stands in.
  const directories = new Map(node.files.map(({ shown, path }) => [shown, posix.dirname(path)]));
  const { statements, problems } = expandKeepalived(main.file, {
    hostname: node.hostname ?? node.name,
    include: (pattern, from) => {
      const path = posix.resolve(directories.get(from ?? '') ?? '/etc/keepalived', pattern);
      const found = asked.get(path) ?? others(path);
      asked.set(path, found);
      return found.map(({ file }) => file);
    },
  });
  const found = [...asked.values()];
  return {
    files: [main, ...new Set(found.flat().filter(({ path }) => path !== source.shown))],
    statements,
    problems,
    includes: [...asked.keys()],
    isWhole: found.every(({ length }) => length > 0),
  };
}

/** The files that an `include` names, in the order of glob(3), each read once. */
function includedFiles({ files }: LintNode): (pattern: string) => ReadFile[] {
  const read = new Map<string, ReadFile>();
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return (pattern) => {
    const isMeant = globOf(pattern);
    return sorted
      .filter(({ path }) => isMeant(path))
      .map((source) => {
        const file = read.get(source.path) ?? readFile(source);
        read.set(source.path, file);
        return file;
      });
  };
}

/** Whoever finds more files asks again. */
const parsed = new WeakMap<SourceFile, ReadFile>();

function readFile(source: SourceFile): ReadFile {
  const { text, shown } = source;
  const read = parsed.get(source) ?? { path: shown, text, file: parseKeepalived(text, shown) };
  parsed.set(source, read);
  return read;
}
