import type { Replica } from '../../mysql/running.ts';
import { finding } from '../finding.ts';
import { answering, type MysqlNode } from '../mysql-nodes.ts';
import type { Check } from '../view.ts';

/** SQL006: each node gets the other's rows, and is not far behind. */
export const mysqlReplication: Check = {
  id: 'mysql-replication',
  needs: ['mysql'],
  check: (view) =>
    answering(view).map((one) => {
      const { node, peer, running, section } = one;
      const { replica } = running;
      const problems = replica === null ? [`it replicates from nobody`] : problemsOf(one, replica);
      return finding({
        id: 'mysql-replication',
        host: node.host.name,
        title: `it replicates from ${peer.name}`,
        problems,
        detail: `both threads run, ${replica?.lagSeconds ?? 0} s behind (at most ${section.max_lag} s)`,
        advice:
          replica === null
            ? 'hadeploy apply sets it up'
            : replica.errors.length > 0
              ? `mend the row or the way to ${peer.name}, then: mariadb -e 'START SLAVE'; never RESET or skip before both nodes were compared`
              : `see why: mariadb -e 'SHOW SLAVE STATUS\\G'; is port ${section.port} open between the nodes?`,
      });
    }),
};

function problemsOf({ peer, section }: MysqlNode, replica: Replica): string[] {
  const { host, port, io, sql, lagSeconds, usesGtid, errors } = replica;
  const source = `${host}:${port}`;
  const wanted = `${peer.address}:${section.port}`;
  return [
    ...(source === wanted ? [] : [`it replicates from ${source}, not from ${wanted}`]),
    ...(usesGtid
      ? []
      : ['it does not use GTIDs: after a failover it would go on at a wrong place']),
    ...(io === 'Yes' ? [] : [`the receiving thread is not connected (${io || 'not known'})`]),
    ...(sql === 'Yes' ? [] : [`the applying thread does not run (${sql || 'not known'})`]),
    ...errors.map((said) => said.slice(0, 300)),
    ...(lagSeconds !== null && lagSeconds > section.max_lag ? [`${lagSeconds} s behind`] : []),
  ];
}
