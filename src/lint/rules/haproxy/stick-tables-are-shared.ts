import type { NodeRule, Observation } from '../../rule.ts';
import type { NodeView } from '../../view.ts';
import { globalLines, proxiesIn, textsOf } from './proxies.ts';

export const stickTablesAreShared: NodeRule = {
  id: 'HAP017',
  severity: 'note',
  scope: 'node',
  title: 'stick tables are shared with the other node',
  why:
    'The other node starts with an empty table: after a failover every client may get another server. A peers section ' +
    'without a peer of the own name is dropped at start, with a warning only.',
  fix: 'a peers section with both nodes, each under its hostname (or localpeer), and peers NAME on the stick-table',
  source: 'haproxy configuration manual, 3.5; measured',
  check: (node) => [...unshared(node), ...strangers(node)],
};

function unshared(node: NodeView): Observation[] {
  return proxiesIn(node).flatMap(({ section, title }) =>
    section.statements
      .filter(({ keyword }) => keyword === 'stick-table')
      .filter((line) => !textsOf(line).includes('peers'))
      .map((line) => ({
        at: line,
        message: `the stick table of ${title} is not shared: after a failover it is empty`,
      })),
  );
}

/** Only where the own name is known for certain. */
function strangers(node: NodeView): Observation[] {
  const local = globalLines(node).findLast(({ keyword }) => keyword === 'localpeer');
  const name = (local && textsOf(local)[0]) ?? node.node.hostname;
  if (name === undefined || name.includes('$')) return [];
  return (node.haproxy?.file.sections ?? [])
    .filter(({ kind }) => kind === 'peers')
    .flatMap((section) => {
      const peers = section.statements
        .filter(({ keyword }) => keyword === 'peer' || keyword === 'server')
        .map((line) => textsOf(line)[0] ?? '');
      if (peers.length === 0 || peers.includes(name) || peers.some((one) => one.includes('$'))) {
        return [];
      }
      return [
        {
          at: section,
          severity: 'warning' as const,
          message: `peers ${section.name ?? ''} has ${peers.join(', ')}, and ${node.name} calls itself ${name}: haproxy drops the section there`,
        },
      ];
    });
}
