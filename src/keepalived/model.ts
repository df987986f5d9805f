import { placeOf } from '../core/place.ts';
import { parseHaproxy } from '../haproxy/config/parse.ts';
import { haproxyModelOf } from '../haproxy/model.ts';
import { expandKeepalived } from './config/expand.ts';
import { all, argument, inside } from './config/find.ts';
import { parseKeepalived, type KeepalivedFile } from './config/parse.ts';
import {
  bfdsOf,
  filesOf,
  membersOf,
  processesOf,
  scriptsOf,
  type Definitions,
} from './model/checks.ts';
import { globalModelOf } from './model/global.ts';
import { instanceModelOf } from './model/instance.ts';
import { tracksOf } from './model/tracks.ts';
import type { NodeModel, PairInstance, PairModel } from './model/types.ts';
import { versionOf } from './version.ts';

/** What is known of one node's files. */
export interface NodeConfig {
  host: string;
  /** Its keepalived.conf. */
  keepalived: string;
  /** What places in it call the file. */
  keepalivedPath?: string;
  /** As `keepalived -v` or the package manager says it; null: not known. */
  keepalivedVersion: string | null;
  /** Its haproxy.cfg. */
  haproxy?: string;
  haproxyPath?: string;
  haproxyVersion?: string | null;
  /** What the machine calls itself, for `@NAME` lines; default: `host`. */
  hostname?: string;
  /** The files that an `include` names. */
  include?: (pattern: string) => KeepalivedFile[];
  addresses?: string[];
  /** Whether systemd starts a daemon again that died (`Restart=`). */
  restarts?: { haproxy?: boolean; keepalived?: boolean };
  /** How long it waits before (`RestartSec=`), in milliseconds; default: systemd's own. */
  restartDelayMs?: { haproxy?: number; keepalived?: number };
}

/** Never throws: what a file does not say, or says in a way that keepalived refuses, is its default. Pure. */
export function pairModelOf(nodes: readonly NodeConfig[]): PairModel {
  const models = nodes.map(nodeModelOf);
  const names = new Set(models.flatMap(({ instances }) => instances.map(({ name }) => name)));
  return { nodes: models, instances: [...names].map((name) => pairInstanceOf(models, name)) };
}

export function nodeModelOf(node: NodeConfig): NodeModel {
  const { statements, problems } = expandKeepalived(
    parseKeepalived(node.keepalived, node.keepalivedPath),
    {
      hostname: node.hostname ?? node.host,
      ...(node.include && { include: node.include }),
    },
  );
  const global = globalModelOf(all(statements, 'global_defs').flatMap(inside));
  const checks = {
    scripts: scriptsOf(statements),
    processes: processesOf(statements),
    files: filesOf(statements),
    bfds: bfdsOf(statements),
  };
  const groups = all(statements, 'vrrp_sync_group').map((group) => ({
    ...placeOf(group),
    name: argument(group) ?? '',
    members: membersOf(group),
    tracks: tracksOf(inside(group), checks, true),
  }));
  const definitions: Definitions = { ...checks, groups };
  return {
    host: node.host,
    version: versionOf(node.keepalivedVersion),
    haproxy:
      node.haproxy === undefined
        ? null
        : haproxyModelOf(parseHaproxy(node.haproxy, node.haproxyPath)),
    haproxyVersion: versionOf(node.haproxyVersion),
    addresses: node.addresses ?? [],
    restarts: {
      haproxy: node.restarts?.haproxy ?? null,
      keepalived: node.restarts?.keepalived ?? null,
    },
    restartDelayMs: { haproxy: 100, keepalived: 100, ...node.restartDelayMs },
    global,
    ...definitions,
    instances: all(statements, 'vrrp_instance').map((one) =>
      instanceModelOf(one, global, definitions),
    ),
    problems,
  };
}

function pairInstanceOf(nodes: NodeModel[], name: string): PairInstance {
  return {
    name,
    on: nodes.flatMap(({ host, instances }) =>
      instances.filter((one) => one.name === name).map((instance) => ({ host, instance })),
    ),
  };
}
