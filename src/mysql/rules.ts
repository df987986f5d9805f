import { isIP } from 'node:net';
import { canonical } from '../core/address.ts';
import type { Breach } from '../core/breach.ts';
import { endpointOf } from '../core/endpoint.ts';
import { ownOptions } from './options.ts';
import { writerOf, type MysqlSection } from './section.ts';

/** A service of a balancer, as far as it matters who of the databases gets writes. */
export interface Pool {
  path: (string | number)[];
  /** "virtual server db". */
  title: string;
  /** Servers that may get a connection while all is well. */
  active: { name: string; address: string; weight: number }[];
  /** Whether the one with the highest weight gets all of them. */
  byWeight: boolean;
  /** How to make it one. */
  hint: string;
}

export interface MysqlInput {
  mysql: MysqlSection;
  /** All hosts of the cluster: name and address. */
  hosts: ReadonlyMap<string, string>;
  pools: readonly Pool[];
}

export type MysqlRule = (input: MysqlInput) => Breach[];

export const mysqlRules: MysqlRule[] = [
  nodesAreTwo,
  nodesExist,
  addressesAreKnown,
  serverIdsDiffer,
  writerIsNode,
  takeoverFitsWriters,
  optionsAreFree,
  writesGoToOne,
];

function nodesAreTwo({ mysql }: MysqlInput): Breach[] {
  const count = Object.keys(mysql.nodes).length;
  if (count === 2) return [];
  return [
    {
      path: ['mysql', 'nodes'],
      message: `${count} nodes: primary-primary replication is between two`,
      hint: 'name two hosts of this cluster, each with a server_id of its own',
    },
  ];
}

function nodesExist({ mysql, hosts }: MysqlInput): Breach[] {
  return Object.keys(mysql.nodes)
    .filter((node) => !hosts.has(node))
    .map((node) => ({
      path: ['mysql', 'nodes', node],
      message: `no host \`${node}\` in this cluster`,
      hint: `hosts: ${[...hosts.keys()].join(', ')}`,
    }));
}

/** Accounts are for one address each, and names are not resolved: a name server that is down must stop no login. */
function addressesAreKnown({ mysql, hosts }: MysqlInput): Breach[] {
  return Object.entries(mysql.nodes).flatMap(([node, { address }]) => {
    const host = hosts.get(node);
    if (address !== undefined || host === undefined || isIP(host) !== 0) return [];
    return [
      {
        path: ['mysql', 'nodes', node],
        message: `${host} is a name: the account for replication needs the address of ${node}`,
        hint: 'write `address: IP`, where the other node reaches it',
      },
    ];
  });
}

function serverIdsDiffer({ mysql }: MysqlInput): Breach[] {
  const seen = new Map<number, string>();
  return Object.entries(mysql.nodes).flatMap(([node, { server_id }]) => {
    const other = seen.get(server_id);
    seen.set(server_id, other ?? node);
    if (other === undefined) return [];
    return [
      {
        path: ['mysql', 'nodes', node, 'server_id'],
        message: `${other} has server_id ${server_id} already: each would take the other's rows for its own, and skip them`,
        hint: 'give each node another number, and never change it',
      },
    ];
  });
}

function writerIsNode({ mysql }: MysqlInput): Breach[] {
  const { writer, nodes } = mysql;
  if (writer === undefined) return [];
  const path = ['mysql', 'writer'];
  if (mysql.writers === 'both') {
    return [{ path, message: 'with `writers: both` there is no writer', hint: 'remove it' }];
  }
  if (writer in nodes) return [];
  const hint = `nodes: ${Object.keys(nodes).join(', ')}`;
  return [{ path, message: `${writer} is none of the nodes`, hint }];
}

function takeoverFitsWriters({ mysql }: MysqlInput): Breach[] {
  if (mysql.writers === 'one' || mysql.takeover === 'automatic') return [];
  return [
    {
      path: ['mysql', 'takeover'],
      message: 'with `writers: both` there is nothing to take over',
      hint: 'remove it, or write `writers: one`',
    },
  ];
}

function optionsAreFree({ mysql }: MysqlInput): Breach[] {
  return Object.keys(mysql.options)
    .filter((name) => ownOptions.has(name))
    .map((name) => ({
      path: ['mysql', 'options', name],
      message: `hadeploy sets \`${name}\` itself: replication rests on it`,
      hint: 'remove it',
    }));
}

/** Two writers overwrite each other, and what is lost shows weeks later: it takes a word in the inventory to have them. */
function writesGoToOne({ mysql, hosts, pools }: MysqlInput): Breach[] {
  if (mysql.writers === 'both') return [];
  const nodes = Object.entries(mysql.nodes).map(([name, { address }]) =>
    canonical(address ?? hosts.get(name) ?? ''),
  );
  return pools.flatMap(({ path, title, active, byWeight, hint }) => {
    const databases = active.filter(({ address, weight }) => {
      const found = endpointOf(address);
      return weight > 0 && found?.port === mysql.port && nodes.includes(canonical(found.address));
    });
    const weights = new Set(databases.map(({ weight }) => weight));
    if (databases.length < 2 || (byWeight && weights.size === databases.length)) return [];
    const names = databases.map(({ name }) => name).join(' and ');
    return [
      {
        path,
        message: `${title} sends writes to ${names} at the same time: they would overwrite each other's rows`,
        hint: `${hint}; ${writerOf(mysql)} is the writer; or say that both may write: \`mysql: { writers: both }\``,
      },
    ];
  });
}
