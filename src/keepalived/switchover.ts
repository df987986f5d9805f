import { holdersOf, mayHold, type Cluster, type Host, type Vip } from '../core/cluster.ts';
import type { Facts } from '../core/facts.ts';
import { badInput, Failed } from '../core/failure.ts';
import { mirroredPriority, priorityLines, withPriorities } from './priority.ts';

/** Where the distributions' units read their configuration. */
export const CONFIG = '/etc/keepalived/keepalived.conf';

/** All VIPs of the cluster, or those of the instance of that name or address: they move together. */
export function chosenVips(cluster: Cluster, name: string | undefined): Vip[] {
  if (cluster.vips.length === 0) {
    throw badInput({ message: `${cluster.name} has no VIPs to move` });
  }
  if (name === undefined) return cluster.vips;
  const found = cluster.vips.filter((vip) => vip.name === name || vip.address === name);
  if (found.length > 0) {
    return cluster.vips.filter((vip) => found.some((one) => one.name === vip.name));
  }
  throw badInput({
    message: `--vip ${name}: ${cluster.name} has no such VIP`,
    hint: `VIPs: ${names(cluster.vips)}`,
  });
}

/** The named host, or the one standby of a pair: each may hold all of these VIPs. */
export function chosenTarget(given: {
  cluster: Cluster;
  hosts: Host[];
  facts: Map<string, Facts>;
  vips: Vip[];
  to: string | undefined;
}): Host {
  const { cluster, hosts, facts, vips, to } = given;
  const able = hosts.filter((host) => vips.every((vip) => mayHold(host, vip)));
  if (to !== undefined) {
    const named = able.find((host) => host.name === to);
    if (named) return named;
    const message = hosts.some((host) => host.name === to)
      ? `--to ${to}: it may not hold ${names(vips)}`
      : `--to ${to}: no such host in this run`;
    throw badInput({ message, hint: `hosts: ${able.map((host) => host.name).join(', ')}` });
  }
  const holders = new Set(vips.flatMap((vip) => holdersOf(vip, facts)));
  const standbys = able.filter((host) => !holders.has(host.name));
  const [only] = standbys;
  if (standbys.length === 1 && only) return only;
  throw badInput({
    message: `${cluster.name}: it is not clear where ${names(vips)} should go`,
    hint: 'say --to HOST, and --vip NAME for one of several',
  });
}

/** The target's configuration with priorities above those of the holders. */
export function raisedConfig(target: Host, moving: Vip[], facts: Map<string, Facts>): ConfigFile {
  const own = configOf(target.name, facts);
  const raised = new Map<string, number>();
  for (const vip of moving) {
    const holder = holdersOf(vip, facts)[0];
    const standbyPriority = priorityOf(own.text, vip, target.name);
    const holderPriority =
      holder === undefined ? 0 : priorityOf(configOf(holder, facts).text, vip, holder);
    const wanted =
      holderPriority < standbyPriority ? null : mirroredPriority(holderPriority, standbyPriority);
    if (wanted === null) {
      throw unfit(
        target.name,
        `its priority ${standbyPriority} cannot be raised above ${holderPriority} (${holder ?? 'no holder'})`,
      );
    }
    raised.set(vip.name, wanted);
  }
  return { ...own, text: withPriorities(own.text, raised) };
}

export interface ConfigFile {
  text: string;
  mode: string;
  owner: string;
  group: string;
}

function configOf(host: string, facts: Map<string, Facts>): ConfigFile {
  const fact = facts.get(host)?.files[CONFIG];
  if (fact?.type !== 'file' || fact.content === undefined)
    throw unfit(host, `there is no ${CONFIG}`);
  const { mode, owner, group, content } = fact;
  return { text: content.toString('utf8'), mode, owner, group };
}

function priorityOf(config: string, vip: Vip, host: string): number {
  const line = priorityLines(config).find(({ instance }) => instance === vip.name);
  if (line === undefined)
    throw unfit(host, `${CONFIG} has no vrrp_instance ${vip.name} with a priority`);
  return line.priority;
}

function unfit(host: string, detail: string): Failed {
  return new Failed({
    reason: 'node-unfit',
    host,
    detail,
    hint: 'apply the inventory first (hadeploy apply), then switch over',
  });
}

export function names(vips: Vip[]): string {
  return [...new Set(vips.map((vip) => vip.name))].join(', ');
}
