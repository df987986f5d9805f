import type { Cluster, Host, Vip } from '../core/cluster.ts';
import type { Facts } from '../core/facts.ts';
import { exitCodes } from '../core/exit-code.ts';
import { badInput, Failed, type CheckResult } from '../core/failure.ts';
import type { BoundStep } from '../core/step.ts';
import type { Gate } from '../engine/gate.ts';
import { probeAll, type Node } from '../engine/fleet.ts';
import { mirroredPriority, priorityLines, withPriorities } from '../keepalived/priority.ts';
import { fileStep } from '../steps/file.ts';
import { serviceStep } from '../steps/service.ts';
import { pairGate } from '../verify/pair-gate.ts';
import { holdersOf } from '../verify/vip-holders.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { executePlan } from './execute-plan.ts';
import { loadRun } from './load-run.ts';
import type { Timing } from './options.ts';
import { planRun } from './plan-run.ts';

const CONFIG = '/etc/keepalived/keepalived.conf';

interface Wish {
  cluster?: string;
  to?: string;
  vip?: string;
  timing: Timing;
}

/**
 * `hadeploy switchover [CLUSTER] [--to HOST] [--vip NAME]`: moves VIPs to a standby while both nodes go on
 * serving. The standby's priority is raised above the holder's; after its master-down interval it takes
 * over, and only then does the old holder let go. It is a transaction like any other: what it changed is
 * one priority per instance on one node, and `rollback` or the next `apply` gives it back.
 */
export async function switchover(run: CommandRun, wish: Wish): Promise<CommandEnd> {
  const loaded = await loadRun(run, wish.cluster);
  const { cluster, nodes, fleet } = loaded;
  try {
    const bare = nodes.map(({ host }): Node => ({ host, steps: [] }));
    const probed = await probeAll(fleet, cluster, bare, {
      emit: run.emit,
      queries: [{ query: 'file', path: CONFIG, unlessSha256: '-' }],
    });
    const facts = new Map(probed.map(({ host, facts: of }) => [host.name, of]));
    const vips = chosenVips(cluster, wish.vip);
    const target = chosenTarget({
      cluster,
      hosts: nodes.map(({ host }) => host),
      facts,
      vips,
      to: wish.to,
    });
    const moving = vips.filter((vip) => !holdersOf(vip, facts).includes(target.name));
    if (moving.length === 0) {
      run.emit({
        event: 'note',
        level: 'info',
        message: `${target.name} holds ${names(vips)} already`,
      });
      return nothingToMove(run);
    }
    const steps = stepsFor(raisedConfig(target, moving, facts));
    const plan = await planRun(run, 'switchover', {
      ...loaded,
      nodes: nodes.map(({ host }) => ({ host, steps: host.name === target.name ? steps : [] })),
    });
    return await executePlan(run, plan, {
      ...loaded,
      gate: heldBy(target, moving),
      command: `switchover of ${names(moving)} to ${target.name}`,
      timing: wish.timing,
    });
  } finally {
    fleet.close();
  }
}

function chosenVips(cluster: Cluster, name: string | undefined): Vip[] {
  if (cluster.vips.length === 0) {
    throw badInput({ message: `${cluster.name} has no VIPs to move` });
  }
  if (name === undefined) return cluster.vips;
  const found = cluster.vips.filter((vip) => vip.name === name || vip.address === name);
  if (found.length > 0) return found;
  const known = cluster.vips.map((vip) => vip.name).join(', ');
  throw badInput({
    message: `--vip ${name}: ${cluster.name} has no such VIP`,
    hint: `VIPs: ${known}`,
  });
}

/** The named host, or the one standby of a pair. */
function chosenTarget(given: {
  cluster: Cluster;
  hosts: Host[];
  facts: Map<string, Facts>;
  vips: Vip[];
  to: string | undefined;
}): Host {
  const { cluster, hosts, facts, vips, to } = given;
  if (to !== undefined) {
    const named = hosts.find((host) => host.name === to);
    if (named) return named;
    const known = hosts.map((host) => host.name).join(', ');
    throw badInput({ message: `--to ${to}: no such host in this run`, hint: `hosts: ${known}` });
  }
  const holders = new Set(vips.flatMap((vip) => holdersOf(vip, facts)));
  const standbys = hosts.filter((host) => !holders.has(host.name));
  const [only] = standbys;
  if (standbys.length === 1 && only) return only;
  throw badInput({
    message: `${cluster.name}: it is not clear where ${names(vips)} should go`,
    hint: 'say --to HOST, and --vip NAME for one of several',
  });
}

/** The target's configuration with priorities above those of the holders. */
function raisedConfig(target: Host, moving: Vip[], facts: Map<string, Facts>): Changed {
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

interface Changed {
  text: string;
  mode: string;
  owner: string;
  group: string;
}

function configOf(host: string, facts: Map<string, Facts>): Changed {
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

function stepsFor({ text, mode, owner, group }: Changed): BoundStep[] {
  const file = {
    path: CONFIG,
    content: Buffer.from(text),
    mode,
    owner,
    group,
    validate: 'keepalived',
    secrets: [],
  };
  const service = {
    name: 'keepalived',
    enabled: true,
    state: 'running' as const,
    reload_on: [CONFIG],
    restart_on: [],
    vrrp_config: CONFIG,
  };
  return [
    {
      name: 'priority',
      kind: 'file',
      needs: fileStep.needs(file),
      plan: (facts) => fileStep.plan(facts, file),
    },
    {
      name: 'keepalived',
      kind: 'service',
      needs: serviceStep.needs(service),
      plan: (facts) => serviceStep.plan(facts, service),
    },
  ];
}

/** Done when the target, and nobody else, holds what was to move. */
function heldBy(target: Host, moving: Vip[]): Gate {
  return {
    ...pairGate,
    final: (view): CheckResult[] => [
      ...pairGate.final(view),
      ...moving.map((vip) => ({
        id: 'moved',
        title: `${vip.name} ${vip.address} is on ${target.name}`,
        ok: holdersOf(vip, view.facts).join() === target.name,
        detail: `held by ${holdersOf(vip, view.facts).join(' and ') || 'no host'}`,
        advice:
          'does keepalived on the old holder hear the new one? nopreempt keeps a standby from taking over',
      })),
    ],
  };
}

function nothingToMove(run: CommandRun): CommandEnd {
  return {
    exitCode: exitCodes.done,
    hosts: Object.fromEntries(run.hosts.map((host) => [host, { outcome: 'ok', changes: 0 }])),
  };
}

function names(vips: Vip[]): string {
  return vips.map((vip) => vip.name).join(', ');
}
