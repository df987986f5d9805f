import { readRunningMysql, type RunningMysql } from '../mysql/running.ts';
import { mysqlOf, type MysqlSection } from '../mysql/section.ts';
import { outputOf, type NodeView, type VerifyView } from './view.ts';

/** A database node as it was heard, and the other one where it was looked at too. */
export interface MysqlNode {
  section: MysqlSection;
  node: NodeView;
  /** null: it did not answer. */
  running: RunningMysql | null;
  peer: { name: string; address: string };
}

/** The database nodes that were looked at; none where the inventory has no `mysql` section. */
export function mysqlNodes({ cluster, nodes }: VerifyView): MysqlNode[] {
  const section = mysqlOf(cluster.context);
  if (section === null) return [];
  const names = Object.keys(section.nodes);
  const addressOf = (name: string): string =>
    section.nodes[name]?.address ??
    cluster.hosts.find((host) => host.name === name)?.target.address ??
    '';
  return nodes
    .filter(({ host }) => names.includes(host.name))
    .map((node) => {
      const peer = names.find((name) => name !== node.host.name) ?? '';
      const answer = outputOf(node.facts, 'mysql');
      return {
        section,
        node,
        running: answer?.code === 0 ? readRunningMysql(answer.text) : null,
        peer: { name: peer, address: addressOf(peer) },
      };
    });
}

/** Those that answered: of the others `mysql` says enough. */
export function answering(view: VerifyView): (MysqlNode & { running: RunningMysql })[] {
  return mysqlNodes(view).flatMap((one) =>
    one.running === null ? [] : [{ ...one, running: one.running }],
  );
}
