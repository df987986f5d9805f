import { posix } from 'node:path';
import { placeOf } from '../../../core/place.ts';
import type { Token } from '../../../keepalived/config/token.ts';
import { globOf } from '../../glob.ts';
import type { Observation } from '../../rule.ts';
import { KEEPALIVED_CONF, type NodeView } from '../../view.ts';
import { linesOf, rawFilesOf } from './raw.ts';

/** Lines that name other files which keepalived does not find: it goes on without them, and keepalived -t exits 0. */
export function unreadIncludes(node: NodeView): Observation[] {
  if (node.keepalived === null || node.keepalived.includes.length === 0) return [];
  const asked = new Set(node.keepalived.includes);
  const isThere = finderOf(node);
  const files = node.node.files.map(({ shown, path }) => [shown, posix.dirname(path)] as const);
  const directories = new Map(files);
  return rawFilesOf(node)
    .flatMap(linesOf)
    .flatMap((line): Observation[] => {
      const pattern = patternIn(line);
      if (pattern === null) return [];
      if (pattern.raw.startsWith('"')) return [quoted(pattern, node)];
      const path = posix.resolve(directories.get(pattern.file ?? '') ?? '/', pattern.text);
      if (!asked.has(path) || isThere(path)) return [];
      return [
        {
          at: placeOf(pattern),
          message: `include ${pattern.text} finds no file on ${node.name}, and keepalived goes on without it`,
          fix: 'correct the path, or remove the line',
          severity: 'warning',
        },
      ];
    });
}

/** The word after `include`, which may stand after a condition. */
function patternIn(line: readonly Token[]): Token | null {
  const [keyword, pattern] = line.filter(({ kind }) => kind === 'word');
  return keyword !== undefined && /^include[rmwba]?$/.test(keyword.raw) ? (pattern ?? null) : null;
}

/** Whether a pattern finds a file; true where it is not known: nothing else of its directory was given. */
function finderOf({ node }: NodeView): (path: string) => boolean {
  const others = node.files.map(({ path }) => path).filter((path) => path !== KEEPALIVED_CONF);
  const directories = new Set(others.map((path) => posix.dirname(path)));
  return (pattern) => {
    if (others.some(globOf(pattern))) return true;
    return !directories.has(posix.dirname(pattern)) && !node.isAbsent(pattern);
  };
}

function quoted(pattern: Token, node: NodeView): Observation {
  return {
    at: placeOf(pattern),
    message: `include ${pattern.raw} on ${node.name}: keepalived takes the quotes for a part of the name, finds no such file, and goes on without it`,
    fix: `include ${pattern.text}`,
  };
}
