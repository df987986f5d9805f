import { placeOf } from '../core/place.ts';
import { parseHaproxy } from '../haproxy/config/parse.ts';
import { haproxyModelOf } from '../haproxy/model.ts';
import type { HaproxyModel } from '../haproxy/model/types.ts';
import { expandKeepalived, type KeepalivedView } from './config/expand.ts';
import { all, argument, inside } from './config/find.ts';
import { parseKeepalived, type KeepalivedFile } from './config/parse.ts';
import { bfdsOf, filesOf, membersOf, processesOf, scriptsOf } from './model/checks.ts';
import { globalModelOf } from './model/global.ts';
import { instanceModelOf } from './model/instance.ts';
import { trackedIn, tracksOf } from './model/tracks.ts';
import type { Daemon, GroupModel, NodeModel, PairInstance, PairModel } from './model/types.ts';
import { virtualServersOf } from './model/virtual-servers.ts';
import { versionOf } from './version.ts';

/** What is known of one node's files. */
export interface NodeConfig {
  host: string;
  /** Its keepalived.conf. */
  keepalived: string;
  /** What places in it call the file. */
  keepalivedPath?: string;
  /** The same as this host reads it, where somebody has expanded it already: reading is most of the work. */
  expanded?: KeepalivedView;
  /** As `keepalived -v` or the package manager says it; null: not known. */
  keepalivedVersion: string | null;
  /** Its haproxy.cfg. */
  haproxy?: string;
  haproxyPath?: string;
  /** The same, where somebody has read it already. */
  haproxyModel?: HaproxyModel;
  haproxyVersion?: string | null;
  /** What the machine calls itself, for `@NAME` lines; default: `host`. */
  hostname?: string;
  /** The files that an `include` names. */
  include?: (pattern: string) => KeepalivedFile[];
  addresses?: string[];
  /** Whether systemd starts a daemon again that died (`Restart=`). */
  restarts?: Partial<Record<Daemon, boolean>>;
  /** How long it waits before (`RestartSec=`), in milliseconds; default: systemd's own. */
  restartDelayMs?: Partial<Record<Daemon, number>>;
}

/** Never throws: what a file does not say, or says in a way that keepalived refuses, is its default. Pure. */
export function pairModelOf(nodes: readonly NodeConfig[]): PairModel {
  const models = nodes.map(nodeModelOf);
  return { nodes: models, instances: pairInstancesOf(models) };
}

export function nodeModelOf(node: NodeConfig): NodeModel {
  const { statements, problems } = node.expanded ?? expandedOf(node);
  const global = globalModelOf(all(statements, 'global_defs').flatMap(inside));
  const checks = {
    scripts: scriptsOf(statements),
    processes: processesOf(statements),
    files: filesOf(statements),
    bfds: bfdsOf(statements),
  };
  const tracked = trackedIn(checks);
  const groups = all(statements, 'vrrp_sync_group').map((group) => ({
    ...placeOf(group),
    name: argument(group) ?? '',
    members: membersOf(group),
    tracks: tracksOf(inside(group), tracked, true),
  }));
  const groupOf = groupsByMember(groups);
  return {
    host: node.host,
    version: versionOf(node.keepalivedVersion),
    haproxy: node.haproxyModel ?? haproxyOf(node),
    haproxyVersion: versionOf(node.haproxyVersion),
    addresses: node.addresses ?? [],
    restarts: { ...unknownRestarts, ...node.restarts },
    restartDelayMs: { ...restartDelays, ...node.restartDelayMs },
    global,
    ...checks,
    groups,
    instances: all(statements, 'vrrp_instance').map((one) =>
      instanceModelOf(one, { global, tracked, groupOf }),
    ),
    virtualServers: virtualServersOf(statements),
    problems,
  };
}

const unknownRestarts = { haproxy: null, nginx: null, mariadb: null, keepalived: null };
const restartDelays = { haproxy: 100, nginx: 100, mariadb: 100, keepalived: 100 };

/** The first that names an instance. */
function groupsByMember(groups: readonly GroupModel[]): Map<string, GroupModel> {
  return new Map(
    groups.flatMap((group) => group.members.map((member) => [member, group] as const)).reverse(),
  );
}

function expandedOf(node: NodeConfig): KeepalivedView {
  return expandKeepalived(parseKeepalived(node.keepalived, node.keepalivedPath), {
    hostname: node.hostname ?? node.host,
    ...(node.include && { include: node.include }),
  });
}

function haproxyOf({ haproxy, haproxyPath }: NodeConfig): HaproxyModel | null {
  return haproxy === undefined ? null : haproxyModelOf(parseHaproxy(haproxy, haproxyPath));
}

/** In the order in which the names are met first. */
function pairInstancesOf(nodes: readonly NodeModel[]): PairInstance[] {
  const byName = new Map<string, PairInstance>();
  for (const { host, instances } of nodes) {
    for (const instance of instances) {
      const known = byName.get(instance.name) ?? { name: instance.name, on: [] };
      known.on.push({ host, instance });
      byName.set(instance.name, known);
    }
  }
  return [...byName.values()];
}
