import { goneIn, removedKeywords, type Removed } from '../../../haproxy/keywords/removed.ts';
import { isAtLeast } from '../../../keepalived/version.ts';
import type { Statement } from '../../../haproxy/config/sections.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import type { NodeView } from '../../view.ts';
import { textsOf } from './proxies.ts';

export const keywordsExistInVersion: NodeRule = {
  id: 'HAP031',
  severity: 'error',
  scope: 'node',
  title: 'no keyword was removed from haproxy before the installed version',
  why:
    'haproxy refuses the whole file for one keyword that it no longer knows. After an upgrade of the distribution the ' +
    'node does not start.',
  fix: 'write it as the newer versions want it',
  source: 'haproxy change log and configuration manuals',
  check: (node) =>
    (node.haproxy?.file.sections ?? []).flatMap(({ kind, statements }) =>
      statements.flatMap((line) => judged(node, line, removal(kind, line))),
    ),
};

function removal(section: string, line: Statement): Removed | undefined {
  const [first = ''] = textsOf(line);
  // What stands under .if is for the versions that its author thought of.
  if (line.branch !== null) return undefined;
  const isProxy = ['defaults', 'frontend', 'backend', 'listen'].includes(section);
  if (line.keyword === 'option' && isProxy) return removedKeywords.option[first];
  if (line.keyword === 'mode' && isProxy && first === 'health') return removedKeywords.health;
  if (line.keyword === 'bind' && textsOf(line).includes('process')) {
    return removedKeywords.bindProcess;
  }
  const table = section === 'global' ? removedKeywords.global : removedKeywords.proxy;
  return isProxy || section === 'global' ? table[line.keyword] : undefined;
}

function judged(
  { versions }: NodeView,
  at: Observation['at'],
  removed: Removed | undefined,
): Observation[] {
  if (removed === undefined) return [];
  const known = isAtLeast(versions.haproxy, goneIn(removed));
  // Every version in use is newer than 1.6; of the others the files do not tell.
  const isGone = known ?? isAtLeast([1, 8], goneIn(removed));
  if (known === false) return [];
  const version = versions.haproxy?.join('.');
  return [
    {
      at,
      severity: isGone ? 'error' : 'warning',
      message:
        version === undefined
          ? `${removed.name} is refused by haproxy ${removed.since} and later`
          : `${removed.name} is refused by haproxy ${version} (removed in ${removed.since})`,
      fix: removed.instead,
    },
  ];
}
