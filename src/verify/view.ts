import { holdersOf, vipsFor, type Cluster, type Host, type Vip } from '../core/cluster.ts';
import type { CheckResult } from '../core/failure.ts';
import type { Service } from '../core/drill.ts';
import type { Facts, OutputFact } from '../core/facts.ts';
import { readRunningHaproxy, type RunningHaproxy } from '../haproxy/running.ts';
import type { KeepalivedView } from '../keepalived/config/expand.ts';
import { readLvsTable, type LvsService } from '../keepalived/lvs/table.ts';
import { pairModelOf } from '../keepalived/model.ts';
import type { InstanceModel, NodeModel, PairModel } from '../keepalived/model/types.ts';
import {
  readRunning,
  type RunningInstance,
  type RunningKeepalived,
} from '../keepalived/running.ts';
import { mysqlOf } from '../mysql/section.ts';
import { readCheckScripts, type CheckScriptRun } from './check-script-run.ts';
import { HAPROXY_CFG, KEEPALIVED_CONF, type Need } from './needs.ts';
import { readNetwork, type Network } from './network.ts';

/** One thing that a pair must prove. `check` is pure. */
export interface Check {
  id: string;
  needs: Need[];
  check(view: VerifyView): CheckResult[];
}

export interface VerifyView {
  cluster: Cluster;
  /** The hosts that were looked at, in inventory order. */
  nodes: NodeView[];
  /** Those of them that may hold a VIP. The others, as real servers of LVS, are none of the pair. */
  pair: NodeView[];
  /** Whether `pair` is all of it: else it may be another host that holds a VIP. */
  complete: boolean;
  /** What the keepalived.conf of the pair say. */
  model: PairModel;
}

export interface NodeView {
  host: Host;
  facts: Facts;
  /** Daemons that are to run here. */
  daemons: readonly Daemon[];
  config: { keepalived: string | null; haproxy: string | null };
  model: NodeModel;
  keepalivedVersion: string | null;
  /** null: keepalived is not running, or did not say. */
  running: RunningKeepalived | null;
  haproxy: RunningHaproxy | null;
  /** What its kernel forwards; null: it has no IPVS, or nobody has asked. */
  lvs: LvsService[] | null;
  network: Network;
  scripts: CheckScriptRun[];
}

export const daemons = ['keepalived', 'haproxy', 'nginx'] as const;
export type Daemon = (typeof daemons)[number];

/** One node, as it was heard. */
export interface Probed {
  host: Host;
  facts: Facts;
  /** Units that its playbook keeps running. */
  services: readonly string[];
  /** Its keepalived.conf with what it includes; none: it stands alone. */
  expanded?: KeepalivedView;
}

/** What was heard of the nodes, read once for all checks. Pure. */
export function viewOf(cluster: Cluster, probed: Probed[]): VerifyView {
  const heard = probed.map(({ host, facts, services }) => ({
    host,
    facts,
    daemons: daemons.filter((name) => isToRun(name, services, vipsFor(host, cluster))),
    config: {
      keepalived: contentOf(facts, KEEPALIVED_CONF),
      haproxy: contentOf(facts, HAPROXY_CFG),
    },
    keepalivedVersion: /^Keepalived v([0-9.]+)/.exec(said(facts, 'keepalived'))?.[1] ?? null,
    running: readRunning(said(facts, 'keepalived')),
    haproxy: readRunningHaproxy(said(facts, 'haproxy')),
    lvs: readLvsTable(said(facts, 'ipvs')),
    network: readNetwork(said(facts, 'network')),
    scripts: readCheckScripts(said(facts, 'check-scripts')),
  }));
  // Asked only where the inventory has databases.
  const database = `${mysqlOf(cluster.context)?.unit ?? 'mariadb'}.service`;
  const model = pairModelOf(
    heard.map(({ host, facts, config, keepalivedVersion }, index) => ({
      host: host.name,
      keepalived: config.keepalived ?? '',
      ...(probed[index]?.expanded && { expanded: probed[index].expanded }),
      keepalivedVersion,
      ...(config.haproxy !== null && { haproxy: config.haproxy }),
      hostname: facts.system.hostname,
      addresses: facts.addresses.map(({ address }) => address),
      restarts: {
        haproxy: restartsByItself(facts, 'haproxy.service'),
        nginx: restartsByItself(facts, 'nginx.service'),
        keepalived: restartsByItself(facts, 'keepalived.service'),
        ...(database in facts.units && { mariadb: restartsByItself(facts, database) }),
      },
      restartDelayMs: {
        ...restartDelay(facts, 'haproxy'),
        ...restartDelay(facts, 'nginx'),
        ...restartDelay(facts, 'keepalived'),
        ...restartDelay(facts, 'mariadb', database),
      },
    })),
  );
  const nodes = heard.flatMap((node, index) => {
    const of = model.nodes[index];
    return of === undefined ? [] : [{ ...node, model: of }];
  });
  const isOfPair = (host: Host): boolean => vipsFor(host, cluster).length > 0;
  const pair = nodes.filter(({ host }) => isOfPair(host));
  return {
    cluster,
    nodes,
    pair,
    complete: pair.length === cluster.hosts.filter(isOfPair).length,
    model: { ...model, nodes: pair.map((node) => node.model) },
  };
}

/** Also a daemon that no step of the playbook speaks of, where it is the one that moves the VIPs. */
function isToRun(name: Daemon, services: readonly string[], vips: readonly Vip[]): boolean {
  const unit = `${name}.service`;
  return services.includes(unit) || vips.some((vip) => vip.unit === unit);
}

export function outputOf(facts: Facts, name: string): OutputFact | null {
  return facts.outputs?.[name] ?? null;
}

export function said(facts: Facts, name: string): string {
  return outputOf(facts, name)?.text ?? '';
}

/** The node's instance that has this VIP, by its file. */
export function instanceOf(node: NodeView, vip: Vip): InstanceModel | null {
  const has = ({ vips, excludedVips }: InstanceModel): boolean =>
    [...vips, ...excludedVips].some(({ address }) => address === vip.address);
  return node.model.instances.find(has) ?? null;
}

export function runningInstanceOf(node: NodeView, vip: Vip): RunningInstance | null {
  const name = instanceOf(node, vip)?.name;
  return node.running?.instances.find((one) => one.name === name) ?? null;
}

export function factsByHost(view: VerifyView): Map<string, Facts> {
  return new Map(view.nodes.map(({ host, facts }) => [host.name, facts]));
}

export function holders(view: VerifyView, vip: Vip): string[] {
  return holdersOf(vip, factsByHost(view));
}

function contentOf(facts: Facts, path: string): string | null {
  const file = facts.files[path];
  return file?.type === 'file' ? (file.content?.toString() ?? null) : null;
}

function restartDelay(
  facts: Facts,
  name: Service | 'keepalived',
  unit = `${name}.service`,
): Record<string, number> {
  const ms = facts.units[unit]?.restartDelayMs;
  return ms === undefined ? {} : { [name]: ms };
}

function restartsByItself(facts: Facts, unit: string): boolean {
  return !['', 'no'].includes(facts.units[unit]?.restart ?? '');
}
