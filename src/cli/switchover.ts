import { holdersOf, type Host, type Vip } from '../core/cluster.ts';
import { exitCodes } from '../core/exit-code.ts';
import type { CheckResult } from '../core/failure.ts';
import type { BoundStep } from '../core/step.ts';
import type { Gate } from '../engine/gate.ts';
import { probeAll, type Node } from '../engine/fleet.ts';
import {
  chosenTarget,
  chosenVips,
  CONFIG,
  names,
  raisedConfig,
  type ConfigFile,
} from '../keepalived/switchover.ts';
import { fileStep } from '../steps/file.ts';
import { serviceStep } from '../steps/service.ts';
import { pairGate } from '../verify/pair-gate.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { refuseDoubts } from './doubt.ts';
import { executePlan } from './execute-plan.ts';
import { loadRun } from './load-run.ts';
import type { Timing } from './options.ts';
import { planRun } from './plan-run.ts';

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
    refuseDoubts(run, probed);
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

function stepsFor({ text, mode, owner, group }: ConfigFile): BoundStep[] {
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
