import type { Rule } from '../../rule.ts';
import { checkLogsIn } from './check-logs-in.ts';
import { oneWriterAtATime } from './one-writer-at-a-time.ts';
import { replicationIsLookedAt } from './replication-is-looked-at.ts';
import { statementsAreNotGone } from './statements-are-not-gone.ts';

export const sqlRules: readonly Rule[] = [
  oneWriterAtATime,
  statementsAreNotGone,
  replicationIsLookedAt,
  checkLogsIn,
];
