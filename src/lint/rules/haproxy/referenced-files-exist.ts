import { posix } from 'node:path';
import { placeOf, type Place } from '../../../core/place.ts';
import type { Section, Statement } from '../../../haproxy/config/sections.ts';
import type { NodeRule } from '../../rule.ts';
import type { NodeView } from '../../view.ts';
import { globalLines, textsOf } from './proxies.ts';

interface Reference {
  at: Place;
  keyword: string;
  path: string;
}

export const referencedFilesExist: NodeRule = {
  id: 'HAP030',
  severity: 'error',
  scope: 'node',
  title: 'every file that haproxy.cfg names is there',
  why:
    'haproxy does not start without a certificate, map or error page that it names. The node that nobody restarted ' +
    'since the file went missing runs on, until the failover needs it.',
  fix: 'ship the file with the configuration, to both nodes',
  source: 'measured',
  check: (node) =>
    referencesOf(node)
      .filter(({ path }) => isMissing(node, path))
      .map(({ at, keyword, path }) => ({
        at,
        message: `${keyword} names ${path}, which is not on ${node.name}`,
      })),
};

/** A directory is there when one of its files is; what lies below /run is made at start. */
function isMissing({ node }: NodeView, path: string): boolean {
  return (
    !/^\/(var\/)?run\/|^\/dev\//.test(path) &&
    node.isAbsent(path) &&
    !node.files.some((file) => file.path.startsWith(`${path.replace(/\/$/, '')}/`))
  );
}

/** Words whose next word is a file; a relative one lies below the base. */
const bases: Record<string, 'ca-base' | 'crt-base' | null> = {
  crt: 'crt-base',
  'crt-list': null,
  'ca-file': 'ca-base',
  'ca-verify-file': 'ca-base',
  'crl-file': 'ca-base',
  'ca-sign-file': null,
  'tls-ticket-keys': null,
};
const fileKeywords = new Set(['lua-load', 'lua-load-per-thread', 'ssl-dh-param-file']);

function referencesOf(node: NodeView): Reference[] {
  const globals = globalLines(node);
  const base = (name: string | null) =>
    globals.findLast(({ keyword }) => keyword === name)?.words[0]?.text ?? '';
  return (node.haproxy?.file.sections ?? [])
    .flatMap(({ statements }: Section) => statements)
    .flatMap((line) => pathsIn(line, base))
    .filter(({ path }) => path.startsWith('/') && !path.includes('$'));
}

function pathsIn(line: Statement, base: (name: string | null) => string): Reference[] {
  const { keyword, words } = line;
  const texts = textsOf(line);
  const reference = (index: number, path = texts[index] ?? ''): Reference => ({
    at: placeOf(words[index] ?? line),
    keyword,
    path,
  });
  if (keyword === 'errorfile') return [reference(1)];
  if (fileKeywords.has(keyword)) return [reference(0)];
  const isTls = /^(bind|server|default-server|server-template)$/.test(keyword);
  return texts.flatMap((text, index): Reference[] => {
    const from = isTls && index > 0 ? bases[texts[index - 1] ?? ''] : undefined;
    if (from !== undefined && !text.startsWith('@')) {
      return [reference(index, text.startsWith('/') ? text : posix.join(base(from), text))];
    }
    if (texts[index - 1] === '-f') return [reference(index)];
    const map = /\bmap(?:_[a-z_]+)?\(([^,()]+)/.exec(text)?.[1];
    return map === undefined ? [] : [reference(index, map)];
  });
}
