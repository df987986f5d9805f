import type { NodeRule } from '../../rule.ts';
import { bodiesOf } from '../../shell/body.ts';

/** What MySQL 8.4 does not know any more, and since when there is another word for it. */
const gone: readonly (readonly [RegExp, string, string])[] = [
  [/\bshow\s+slave\s+status/i, 'SHOW SLAVE STATUS', 'SHOW REPLICA STATUS (8.0.22)'],
  [/\bshow\s+master\s+status/i, 'SHOW MASTER STATUS', 'SHOW BINARY LOG STATUS (8.2)'],
  [/\b(?:start|stop|reset)\s+slave\b/i, 'START, STOP or RESET SLAVE', 'REPLICA (8.0.22)'],
  [/\bchange\s+master\s+to\b/i, 'CHANGE MASTER TO', 'CHANGE REPLICATION SOURCE TO (8.0.23)'],
];

export const statementsAreNotGone: NodeRule = {
  id: 'SQL005',
  severity: 'note',
  scope: 'node',
  title: 'a script uses statements that the next MySQL still knows',
  why:
    'MySQL 8.4 has removed the old words for replication. After the upgrade such a check fails on both nodes alike, and ' +
    'a notify script promotes nobody. MariaDB keeps the old words.',
  fix: 'ask for the version first, or use the new words',
  source: 'MySQL 8.4 release notes, features removed',
  check: (node) =>
    bodiesOf(node, 'check', 'notify', 'misc').flatMap(({ commands }) =>
      commands.flatMap((command) => {
        const text = command.words.map((word) => word.text).join(' ');
        return gone.flatMap(([pattern, old, instead]) =>
          pattern.test(text)
            ? [{ at: command, message: `${old} is gone in MySQL 8.4; instead: ${instead}` }]
            : [],
        );
      }),
    ),
};
