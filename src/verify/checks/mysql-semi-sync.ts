import { finding } from '../finding.ts';
import { answering } from '../mysql-nodes.ts';
import type { Check } from '../view.ts';

/** SQL004: a commit waits for the other node on both sides. The server goes on without it after a while, and says nothing. */
export const mysqlSemiSync: Check = {
  id: 'mysql-semi-sync',
  needs: ['mysql'],
  check: (view) =>
    answering(view).map(({ node, running, peer, section }) => {
      const { asPrimary, asReplica, clients, waitPoint } = running.semiSync;
      const timeout = running.variables.get('rpl_semi_sync_master_timeout');
      return finding({
        id: 'mysql-semi-sync',
        host: node.host.name,
        title: `a commit waits until ${peer.name} has it, and the other way round`,
        problems: [
          ...(asPrimary
            ? []
            : ['commits here do not wait: rows of now would be lost with this node']),
          ...(asPrimary && clients === 0
            ? [`${peer.name} acknowledges nothing at this moment`]
            : []),
          ...(asReplica ? [] : [`it acknowledges nothing to ${peer.name}`]),
          ...(waitPoint === 'AFTER_SYNC'
            ? []
            : [
                `wait point ${waitPoint || 'not known'}: others see a row that the other node may not have`,
              ]),
        ],
        detail: `on, ${clients} replica, AFTER_SYNC, for ${timeout ?? '?'} ms at most`,
        advice: `it comes back by itself when replication has caught up; see mysql-replication, and mysql.semi_sync.timeout (${section.semi_sync.timeout})`,
      });
    }),
};
