import type { NodeRule } from '../../rule.ts';
import { backendsIn, oncePerLine } from './proxies.ts';

export const oneLostCheckIsForgiven: NodeRule = {
  id: 'HAP008',
  severity: 'note',
  scope: 'node',
  title: 'one failed check does not take a server out',
  why:
    'With fall 1 a single lost packet or a short pause takes a server out, and where all servers pause together, the ' +
    'whole service.',
  fix: 'fall 2 or 3; for quick detection fastinter',
  source: 'haproxy configuration manual, 5.2, fall',
  check: (node) =>
    backendsIn(node).flatMap(({ servers, title }) =>
      oncePerLine(servers)
        .filter(({ check, fall }) => check && fall === 1)
        .map((server) => ({
          at: server,
          message: `server ${server.name} in ${title} is taken out by one failed check (fall 1)`,
        })),
    ),
};
