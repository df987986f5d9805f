import type { Rule } from '../../rule.ts';
import { checkLogsIn } from './check-logs-in.ts';
import { nodesAreToldApart } from './nodes-are-told-apart.ts';
import { oneWriterAtATime } from './one-writer-at-a-time.ts';
import { replicationIsLookedAt } from './replication-is-looked-at.ts';
import { semiSyncIsOnBothSides } from './semi-sync-is-on-both-sides.ts';
import { statementsAreNotGone } from './statements-are-not-gone.ts';

export const sqlRules: readonly Rule[] = [
  oneWriterAtATime,
  nodesAreToldApart,
  semiSyncIsOnBothSides,
  statementsAreNotGone,
  replicationIsLookedAt,
  checkLogsIn,
];
