import type { LiveRule } from '../../rule.ts';

export const takeoverLosesNoRow: LiveRule = {
  id: 'SQL008',
  severity: 'note',
  scope: 'live',
  title: 'both databases have the same transactions before one takes over from the other',
  why:
    'A database that takes over while it is behind answers with old rows, and writes on top of them. The rows that it lacks ' +
    'come later, or never.',
  fix: 'wait until replication has caught up; compare both nodes where they have parted',
  source: 'known in the field',
  verifiedBy: 'mysql-gtid',
};
