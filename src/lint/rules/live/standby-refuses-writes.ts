import type { LiveRule } from '../../rule.ts';

export const standbyRefusesWrites: LiveRule = {
  id: 'SQL002',
  severity: 'note',
  scope: 'live',
  title: 'a database that shall not be written to is read_only',
  why:
    'A client with an old address, or a person with a shell, makes a second writer of it. What is set by hand is forgotten at ' +
    'the next restart, unless the option file says the same.',
  fix: 'mysql.takeover: manual in the inventory; SET GLOBAL read_only=ON at once',
  source: 'orchestrator issue 518; known in the field',
  verifiedBy: 'mysql-writer',
};
