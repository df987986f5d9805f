import { posix } from 'node:path';
import { expandKeepalived } from '../../keepalived/config/expand.ts';
import { parseKeepalived } from '../../keepalived/config/parse.ts';
import { matchesGlob } from '../../lint/glob.ts';
import { includedFiles } from '../../lint/include.ts';
import { scriptsOf } from '../../lint/scripts.ts';
import type { LintNode, SourceFile } from '../../lint/subject.ts';
import { fileAt, HAPROXY_CFG, KEEPALIVED_CONF } from '../../lint/view.ts';

/** Includes may include; nobody nests them deeper. */
const MOST_ROUNDS = 8;

/** What the keepalived.conf of a node names: patterns of includes, and scripts. Neither need be there. */
export interface Named {
  /** Absolute. */
  includes: string[];
  scripts: string[];
}

export function namedBy(node: LintNode): Named {
  const source = fileAt(node, KEEPALIVED_CONF);
  if (source === null) return { includes: [], scripts: [] };
  const includes = new Set<string>();
  const { statements } = expandKeepalived(parseKeepalived(source.text, source.shown), {
    hostname: node.hostname ?? node.name,
    include: (pattern) => {
      includes.add(posix.resolve('/etc/keepalived', pattern));
      return includedFiles(node)(pattern);
    },
  });
  const scripts = scriptsOf(statements, node).map(({ path }) => path);
  return { includes: [...includes], scripts: [...new Set(scripts)] };
}

/**
 * The node with the files that its configuration names elsewhere: of a tree those at their path (`onNode`), else the
 * one of the same name.
 */
export function withNamedFiles(
  node: LintNode,
  onNode: ((path: string) => SourceFile[]) | null,
): LintNode {
  let known = node;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { includes, scripts } = namedBy(known);
    const lacks = (path: string): boolean => fileAt(known, path) === null;
    const absolute = [...includes.filter(isPlain), ...scripts].filter(
      (path) => path.startsWith('/') && lacks(path),
    );
    const more =
      onNode === null
        ? [
            ...scripts.filter(lacks).flatMap((path) => ofSameName(node, path)),
            ...includes.flatMap((pattern) => standingFor(node, pattern, known)),
          ]
        : absolute.flatMap(onNode);
    if (more.length === 0) return known;
    known = { ...known, files: [...known.files, ...more] };
  }
  return known;
}

function isPlain(pattern: string): boolean {
  return !/[*?[\\]/.test(pattern);
}

function ofSameName({ files }: LintNode, path: string): SourceFile[] {
  const name = posix.basename(path);
  const same = files.find((file) => !isMain(file) && posix.basename(file.path) === name);
  return same === undefined ? [] : [{ ...same, path }];
}

/** Files that an include with a path of its own finds by the end of theirs. */
function standingFor({ files }: LintNode, pattern: string, known: LintNode): SourceFile[] {
  if (known.files.some(({ path }) => matchesGlob(path, pattern))) return [];
  const words = pattern.split('/');
  return files.flatMap((file): SourceFile[] => {
    const own = file.path.split('/').slice(3);
    const end = words.slice(-own.length).join('/');
    if (isMain(file) || own.length >= words.length || !matchesGlob(own.join('/'), end)) return [];
    return [{ ...file, path: [...words.slice(0, -own.length), ...own].join('/') }];
  });
}

function isMain({ path }: SourceFile): boolean {
  return path === KEEPALIVED_CONF || path === HAPROXY_CFG;
}
