import { nativePassword } from './native-password.ts';
import { optionGroups } from './options.ts';
import { rankedNodes, writerOf, type MysqlSection } from './section.ts';

/** A host of the cluster, as far as replication needs it. */
export interface MysqlHost {
  name: string;
  address: string;
}

/** What templates see of the `mysql` section on one of its nodes: lists with names, nothing undefined. */
export function mysqlView(section: MysqlSection, host: MysqlHost, hosts: readonly MysqlHost[]) {
  const nodes = nodesOf(section, hosts);
  const node = nodes.find(({ name }) => name === host.name);
  const peer = nodes.find(({ name }) => name !== host.name);
  if (node === undefined || peer === undefined) throw new Error(`${host.name} is no node of mysql`);
  const { replication, check, port, unit, config_dir, data_dir } = section;
  return {
    node,
    peer,
    port,
    unit,
    config_dir,
    data_dir,
    writers: section.writers,
    takeover: section.takeover,
    writer: section.writers === 'one' ? writerOf(section) : null,
    option_groups: optionGroups(section, host.name, node),
    replication: {
      user: replication.user,
      password: replication.password,
      hash: nativePassword(replication.password),
    },
    accounts: nodes.map(({ address }) => address),
    check: check === undefined ? null : { user: check.user, from: check.from },
  };
}

function nodesOf(section: MysqlSection, hosts: readonly MysqlHost[]) {
  return rankedNodes(section).map((name, index) => ({
    name,
    server_id: section.nodes[name]?.server_id ?? 0,
    address:
      section.nodes[name]?.address ?? hosts.find((host) => host.name === name)?.address ?? '',
    offset: index + 1,
  }));
}
