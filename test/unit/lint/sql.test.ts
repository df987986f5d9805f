import { describe, expect, test } from 'vitest';
import { checkLogsIn } from '../../../src/lint/rules/sql/check-logs-in.ts';
import { oneWriterAtATime } from '../../../src/lint/rules/sql/one-writer-at-a-time.ts';
import { replicationIsLookedAt } from '../../../src/lint/rules/sql/replication-is-looked-at.ts';
import { statementsAreNotGone } from '../../../src/lint/rules/sql/statements-are-not-gone.ts';
import type { Rule } from '../../../src/lint/rule.ts';
import { saidOf, saidOfNode } from './script.ts';

interface Backend {
  lines?: string;
  one?: string;
  two?: string;
}

const backend = ({ lines = '', one = 'check', two = 'check' }: Backend) =>
  `backend db\n mode tcp\n ${lines}\n server a 192.0.2.21:3306 ${one}\n server b 192.0.2.22:3306 ${two}\n`;

const said = (rule: Rule, given: Backend = {}) => saidOfNode(rule, { haproxy: backend(given) });

const lvs = (body: string, port = 3306) => ({
  keepalived: ['21', '22']
    .map((host) => `real_server 192.0.2.${host} ${port} {\n${body}\n}\n`)
    .reduce((all, one) => all + one, `virtual_server 192.0.2.10 ${port} {\n`)
    .concat('}\n'),
});

describe('SQL001: writes on two servers', () => {
  test('in haproxy, and in LVS', () => {
    expect(said(oneWriterAtATime)).toEqual([
      'note: backend db spreads MySQL over a, b: safe only for reads, or with a cluster that certifies writes',
    ]);
    expect(saidOfNode(oneWriterAtATime, lvs('weight 1'))).toHaveLength(1);
  });

  test('silent: one of them waits, or it is no MySQL', () => {
    expect(said(oneWriterAtATime, { two: 'check backup' })).toEqual([]);
    expect(said(oneWriterAtATime, { two: 'check weight 0' })).toEqual([]);
    expect(saidOfNode(oneWriterAtATime, lvs('weight 1', 80))).toEqual([]);
    const web = backend({}).replaceAll(':3306', ':80');
    expect(saidOfNode(oneWriterAtATime, { haproxy: web })).toEqual([]);
  });

  test('known by its check, on another port', () => {
    const haproxy = backend({ lines: 'option mysql-check user x' }).replaceAll(':3306', ':3307');
    expect(saidOfNode(oneWriterAtATime, { haproxy })).toHaveLength(1);
  });
});

describe('SQL006: replication', () => {
  test('nobody looks at it', () => {
    expect(said(replicationIsLookedAt)).toEqual([
      'note: nothing looks at the replication of the servers of backend db',
    ]);
    expect(said(replicationIsLookedAt, { lines: 'option mysql-check user x' })).toHaveLength(1);
    expect(saidOfNode(replicationIsLookedAt, lvs('TCP_CHECK {\n}'))).toHaveLength(1);
  });

  test.each([
    { lines: 'option httpchk' },
    { one: 'check agent-check agent-port 9200' },
    { lines: 'tcp-check expect string up' },
    { two: 'check backup' },
  ])('silent: %j', (given) => {
    expect(said(replicationIsLookedAt, given)).toEqual([]);
  });

  test('silent: a script of LVS', () => {
    const body = 'MISC_CHECK {\nmisc_path "/etc/keepalived/lag.sh"\n}';
    expect(saidOfNode(replicationIsLookedAt, lvs(body))).toEqual([]);
  });
});

test('SQL007: a check that does not log in', () => {
  expect(said(checkLogsIn)).toEqual([
    'note: the check of backend db opens a connection and closes it',
  ]);
  expect(said(checkLogsIn, { lines: 'option mysql-check' }).join()).toContain('without user');
  expect(saidOfNode(checkLogsIn, lvs('TCP_CHECK {\n}'))).toHaveLength(1);
  expect(said(checkLogsIn, { lines: 'option mysql-check user x' })).toEqual([]);
  expect(said(checkLogsIn, { one: '', two: '' })).toEqual([]);
});

test('SQL005: words that are gone', () => {
  expect(saidOf(statementsAreNotGone, 'mysql -e "SHOW SLAVE STATUS\\G" | grep -q Yes')).toEqual([
    'note: SHOW SLAVE STATUS is gone in MySQL 8.4; instead: SHOW REPLICA STATUS (8.0.22)',
  ]);
  expect(saidOf(statementsAreNotGone, 'mysql -e "show master status"')).toHaveLength(1);
  expect(saidOf(statementsAreNotGone, 'mysql -e "SHOW REPLICA STATUS"')).toEqual([]);
});
