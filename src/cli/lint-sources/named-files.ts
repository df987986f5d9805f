import { posix } from 'node:path';
import { globOf } from '../../lint/glob.ts';
import { readKeepalived } from '../../lint/read-keepalived.ts';
import { scriptsOf } from '../../lint/scripts.ts';
import type { KeepalivedText, LintNode, SourceFile } from '../../lint/subject.ts';
import { fileAt, HAPROXY_CFG, KEEPALIVED_CONF } from '../../lint/view.ts';

/** Includes may include; nobody nests them deeper. */
const MOST_ROUNDS = 8;
/** Nor do their files lie deeper. */
const DEEPEST = 16;

/** What the keepalived.conf of a node names: patterns of includes, and scripts. Neither need be there. */
export interface Named {
  /** Absolute. */
  includes: string[];
  scripts: string[];
}

export function namedBy(node: LintNode): Named {
  const read = readOn(node);
  if (read === null) return { includes: [], scripts: [] };
  const scripts = scriptsOf(read.statements, node).map(({ path }) => path);
  return { includes: read.includes, scripts: [...new Set(scripts)] };
}

function readOn(node: LintNode): KeepalivedText | null {
  const source = fileAt(node, KEEPALIVED_CONF);
  return source && (node.keepalivedText ?? readKeepalived(node, source));
}

/**
 * The node with the files that its configuration names elsewhere: of a tree those at their path (`onNode`), else the
 * one of the same name.
 */
export function withNamedFiles(
  node: LintNode,
  onNode: ((path: string) => SourceFile[]) | null,
): LintNode {
  let known = withText(node);
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
    known = withText({ ...node, files: [...known.files, ...more] });
  }
  return known;
}

/** Read once for all who ask. */
function withText(node: LintNode): LintNode {
  const read = readOn(node);
  return read === null ? node : { ...node, keepalivedText: read };
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
  const isMeant = globOf(pattern);
  if (known.files.some(({ path }) => isMeant(path))) return [];
  const words = pattern.split('/');
  const ends = words.slice(0, DEEPEST).map((_, depth) => globOf(words.slice(-depth).join('/')));
  return files.flatMap((file): SourceFile[] => {
    const own = file.path.split('/').slice(3);
    const isEnd = own.length === 0 ? undefined : ends[own.length];
    if (isMain(file) || !isEnd?.(own.join('/'))) return [];
    return [{ ...file, path: [...words.slice(0, -own.length), ...own].join('/') }];
  });
}

function isMain({ path }: SourceFile): boolean {
  return path === KEEPALIVED_CONF || path === HAPROXY_CFG;
}
