import { holdersOf, mayHold, type Cluster, type Host, type Vip } from '../core/cluster.ts';
import type { Facts } from '../core/facts.ts';
import { badInput, Failed } from '../core/failure.ts';
import { parseKeepalived, type KeepalivedFile } from './config/parse.ts';
import type { Token } from './config/token.ts';
import { mirroredPriority, prioritiesIn, withPriorities, type Priority } from './priority.ts';

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
  const own = readingOf(target.name, facts);
  const raised = new Map<Token, number>();
  for (const vip of moving) {
    const holder = holdersOf(vip, facts)[0];
    const { priority, word } = priorityOf(own, vip);
    const above = holder === undefined ? 0 : priorityOf(readingOf(holder, facts), vip).priority;
    const wanted = above < priority ? null : mirroredPriority(above, priority);
    if (wanted === null) {
      throw unfit(
        target.name,
        `its priority ${priority} cannot be raised above ${above} (${holder ?? 'no holder'})`,
      );
    }
    if (word === null) {
      throw unfit(
        target.name,
        `${CONFIG} says the priority of ${vip.name} inside a definition ($NAME=…), where it cannot be changed for one instance`,
        'give the instance a line of its own: priority NUMBER, or priority $NAME',
      );
    }
    raised.set(word, wanted);
  }
  const { mode, owner, group } = own;
  return { mode, owner, group, text: withPriorities(own.file, raised) };
}

export interface ConfigFile {
  text: string;
  mode: string;
  owner: string;
  group: string;
}

/** A node's configuration as it reads it. */
interface Reading extends Omit<ConfigFile, 'text'> {
  host: string;
  file: KeepalivedFile;
  priorities: Priority[];
}

function readingOf(host: string, facts: Map<string, Facts>): Reading {
  const of = facts.get(host);
  const fact = of?.files[CONFIG];
  if (fact?.type !== 'file' || fact.content === undefined)
    throw unfit(host, `there is no ${CONFIG}`);
  const { mode, owner, group, content } = fact;
  const file = parseKeepalived(content.toString('utf8'));
  const priorities = prioritiesIn(file, of?.system.hostname ?? host);
  return { host, file, priorities, mode, owner, group };
}

function priorityOf({ host, file, priorities }: Reading, vip: Vip): Priority {
  const found = priorities.find(({ instance }) => instance === vip.name);
  if (found) return found;
  const detail = `${CONFIG} has no vrrp_instance ${vip.name} with a priority`;
  const includes = file.tokens.some(
    ({ kind, text }) => kind === 'word' && /^include[a-z]?$/.test(text),
  );
  if (!includes) throw unfit(host, detail);
  throw unfit(
    host,
    `${detail}, and a switchover changes no file that it includes`,
    `put ${vip.name} into ${CONFIG} itself, or give both nodes other priorities and apply`,
  );
}

function unfit(
  host: string,
  detail: string,
  hint = 'apply the inventory first (hadeploy apply), then switch over',
): Failed {
  return new Failed({ reason: 'node-unfit', host, detail, hint });
}

export function names(vips: Vip[]): string {
  return [...new Set(vips.map((vip) => vip.name))].join(', ');
}
