import type { CheckResult } from '../../core/failure.ts';
import { sequenceIn } from '../../mysql/gtid.ts';
import type { RunningMysql } from '../../mysql/running.ts';
import { finding } from '../finding.ts';
import { answering, type MysqlNode } from '../mysql-nodes.ts';
import type { Check } from '../view.ts';

type Answered = MysqlNode & { running: RunningMysql };

/** SQL008: neither node has rows that will never reach the other, and either may take over. */
export const mysqlGtid: Check = {
  id: 'mysql-gtid',
  needs: ['mysql'],
  check(view) {
    const [one, other] = answering(view);
    return one === undefined || other === undefined ? [] : [compare(one, other)];
  },
};

function compare(one: Answered, other: Answered): CheckResult {
  const names = `${one.node.host.name} and ${other.node.host.name}`;
  const behind = [...waiting(one, other), ...waiting(other, one)];
  return finding({
    id: 'mysql-gtid',
    title: `${names} have the same transactions`,
    problems: [...lost(one, other), ...lost(other, one), ...foreign(one, other)],
    // They were not asked in the same instant: while rows are written, the one asked last has more.
    warnings: behind.length > 0 ? behind : [],
    detail: `up to ${shown(one) || 'nothing written yet'}`,
    advice:
      behind.length > 0
        ? 'a takeover right now would have to wait for them: see mysql-replication'
        : 'compare both nodes before either is started anew; docs/systems/mysql.md, “A node that was lost”',
  });
}

/** A node that has fewer of its own than the other has got from it: it was restored from an old copy. */
function lost(writer: Answered, other: Answered): string[] {
  const own = sequenceIn(writer.running.has, writer.running.serverId);
  const got = sequenceIn(other.running.has, writer.running.serverId);
  if (got <= own) return [];
  return [
    `${writer.node.host.name} has lost its own transactions ${own + 1} to ${got}, which ${other.node.host.name} has: they are skipped when they come back`,
  ];
}

/** What of a node's own the other has not got yet. */
function waiting(writer: Answered, other: Answered): string[] {
  const own = sequenceIn(writer.running.has, writer.running.serverId);
  const got = sequenceIn(other.running.has, writer.running.serverId);
  if (own <= got) return [];
  return [`${own - got} of ${writer.node.host.name} are not on ${other.node.host.name} yet`];
}

/** Transactions of domains that belong to neither node: nobody hands them on any more. */
function foreign(one: Answered, other: Answered): string[] {
  const own = [one.running.serverId, other.running.serverId];
  const domains = new Set([...one.running.has.keys(), ...other.running.has.keys()]);
  return [...domains]
    .filter((domain) => !own.includes(domain))
    .filter(
      (domain) => sequenceIn(one.running.has, domain) !== sequenceIn(other.running.has, domain),
    )
    .map(
      (domain) =>
        `domain ${domain}: ${one.node.host.name} up to ${sequenceIn(one.running.has, domain)}, ${other.node.host.name} up to ${sequenceIn(other.running.has, domain)}`,
    );
}

function shown({ running }: Answered): string {
  return [...running.has].map(([domain, sequence]) => `${domain}-*-${sequence}`).join(', ');
}
