import type { Host } from '../core/cluster.ts';
import type { Problem } from '../core/failure.ts';
import type { Target } from '../core/session.ts';
import { suggestion } from './nearest.ts';
import { expandPath } from './paths.ts';
import type { Connection, Inventory } from './schema.ts';
import { dotted, placeOf, treeAt, type MapTree, type Path } from './tree.ts';

/** What flags say about connections; they beat the inventory. */
export interface ConnectionFlags {
  user?: string;
  identity?: string[];
  knownHosts?: string[];
  transport?: Target['transport'];
  hostKeys?: Target['hostKeys'];
}

interface Source {
  inventory: Inventory;
  tree: MapTree;
  env: NodeJS.ProcessEnv;
  flags: ConnectionFlags;
}

/** Groups, variables and connections joined: cluster < group (in the file's order) < host < flags. */
export function resolveHosts(source: Source): Host[] {
  const { inventory } = source;
  return Object.entries(inventory.hosts).map(([name, host]) => {
    const groups = Object.entries(inventory.groups).filter(([, group]) =>
      group.hosts.includes(name),
    );
    return {
      name,
      target: targetOf(
        name,
        host.address,
        connectionOf(
          name,
          groups.map(([group]) => group),
          source,
        ),
      ),
      groups: groups.map(([group]) => group),
      priority: host.priority,
      vars: Object.assign(
        {},
        inventory.vars,
        ...groups.map(([, group]) => group.vars),
        host.vars,
      ) as Record<string, unknown>,
    };
  });
}

/** Groups name hosts that exist, and no name is both a host and a group. */
export function groupProblems(inventory: Inventory, tree: MapTree): Problem[] {
  const hosts = Object.keys(inventory.hosts);
  return Object.entries(inventory.groups).flatMap(([name, group]) => {
    const problems: Problem[] = [];
    if (hosts.includes(name)) {
      problems.push({
        message: `\`${name}\` is the name of a host and of a group`,
        place: placeOf(tree, ['groups', name], 'key'),
        path: dotted(['groups', name]),
        hint: 'rename the group',
      });
    }
    for (const [index, host] of group.hosts.entries()) {
      if (hosts.includes(host)) continue;
      const path = ['groups', name, 'hosts', index];
      const hint = suggestion(host, hosts);
      problems.push({
        message: `no host \`${host}\` in this cluster`,
        place: placeOf(tree, path),
        path: dotted(path),
        ...(hint === undefined ? {} : { hint }),
      });
    }
    return problems;
  });
}

function connectionOf(host: string, groups: string[], source: Source): Connection {
  const paths: Path[] = [
    ['connection'],
    ...groups.map((group) => ['groups', group, 'connection']),
    ['hosts', host, 'connection'],
  ];
  const { inventory, flags } = source;
  const layers = [
    inventory.connection,
    ...groups.map((group) => inventory.groups[group]?.connection),
    inventory.hosts[host]?.connection,
  ].map((layer, index) => withPaths(layer ?? {}, paths[index] ?? [], source));
  const { knownHosts, hostKeys, ...same } = flags;
  return Object.assign(
    {},
    ...layers,
    same,
    knownHosts && { known_hosts: knownHosts },
    hostKeys && { host_keys: hostKeys },
  ) as Connection;
}

/** Key files are relative to the file in which they are named, which may be an inventory that was extended. */
function withPaths(connection: Connection, path: Path, { tree, env }: Source): Connection {
  const expanded = { ...connection };
  for (const key of ['identity', 'known_hosts'] as const) {
    const files = connection[key];
    if (!files || !treeAt(tree, [...path, key])) continue;
    const home = placeOf(tree, [...path, key]).file;
    expanded[key] = files.map((file) => expandPath(file, home, env));
  }
  return expanded;
}

function targetOf(name: string, address: string, connection: Connection): Target {
  const { user, port, identity, known_hosts, proxy_jump, sudo_password } = connection;
  return {
    name,
    address,
    ...(port !== undefined && { port }),
    ...(user !== undefined && { user }),
    ...(identity && { identityFiles: identity }),
    ...(known_hosts && { knownHostsFiles: known_hosts }),
    ...(proxy_jump !== undefined && { proxyJump: proxy_jump }),
    hostKeys: connection.host_keys ?? 'strict',
    become:
      connection.become === 'none'
        ? { sudo: false }
        : { sudo: true, ...(sudo_password && { password: sudo_password }) },
    transport: connection.transport ?? 'ssh2',
    connectTimeoutMs: (connection.connect_timeout ?? 10) * 1000,
  };
}
